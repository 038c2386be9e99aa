"""Mail: how it is sent, and how a template becomes one."""
