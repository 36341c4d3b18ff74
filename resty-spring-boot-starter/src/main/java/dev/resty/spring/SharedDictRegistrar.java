// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.cache.TwoLevelCache;
import dev.resty.dict.SharedDict;
import dev.resty.lock.RestyLock;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

/**
 * Makes beans of what the configuration names: each dict as a {@link SharedDict}, new locks on each dict's keys as
 * prototypes of {@link RestyLock}, and each cache of the properties as a {@link TwoLevelCache} of texts. Each has the
 * configured name as its qualifier; a dict or cache has it as its bean name too, unless another bean has that already.
 */
final class SharedDictRegistrar implements BeanDefinitionRegistryPostProcessor {

    /** The bean that holds the configuration as it was read here. */
    static final String CONFIGURATION = "restyConfiguration";

    private final Environment environment;
    private final ResourceLoader loader;

    SharedDictRegistrar(Environment environment, ResourceLoader loader) {
        this.environment = environment;
        this.loader = loader;
    }

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        RestyProperties properties = Binder.get(environment).bindOrCreate("resty", RestyProperties.class);
        RestyConfiguration configuration = RestyConfiguration.read(properties, loader, errorPage());
        RootBeanDefinition itself = new RootBeanDefinition(RestyConfiguration.class, () -> configuration);
        registry.registerBeanDefinition(CONFIGURATION, itself);
        for (String dict : configuration.checked().dicts().keySet()) {
            register(registry, dict, dict + "SharedDict", made("resty", "dict", SharedDict.class, dict));
            RootBeanDefinition lock = made("resty", "lock", RestyLock.class, dict);
            lock.setScope(BeanDefinition.SCOPE_PROTOTYPE);
            register(registry, dict + "Lock", dict + "RestyLock", lock);
        }
        for (String cache : properties.caches().keySet()) {
            RootBeanDefinition texts = made("restyCaches", "texts", TwoLevelCache.class, cache);
            texts.setTargetType(ResolvableType.forClassWithGenerics(TwoLevelCache.class, String.class));
            texts.setLazyInit(true);
            register(registry, cache, cache + "Cache", texts);
        }
    }

    /** Where Spring Boot answers errors, as it is called in its versions. */
    private String errorPage() {
        return environment.getProperty(
                "server.error.path",
                environment.getProperty("spring.web.error.path", environment.getProperty("error.path", "/error")));
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
        // Definitions are all that is made here.
    }

    /** A bean that a method of another bean makes of the configured name. */
    private static RootBeanDefinition made(String factory, String method, Class<?> type, String name) {
        RootBeanDefinition definition = new RootBeanDefinition(type);
        definition.setFactoryBeanName(factory);
        definition.setFactoryMethodName(method);
        definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
        definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
        definition.setDestroyMethodName("");
        return definition;
    }

    private static void register(
            BeanDefinitionRegistry registry, String name, String otherwise, RootBeanDefinition definition) {
        registry.registerBeanDefinition(registry.containsBeanDefinition(name) ? otherwise : name, definition);
    }
}
