local rules = {
-- SQL 注入检测
{pattern = [[union.*select]], action = "block"},
{pattern = [[or.*1=1]], action = "block"},
-- XSS 检测
{pattern = [[<script]], action = "block"},
{pattern = [[javascript:]], action = "block"},
}
