"""The fixed cast: who appears in the tests, and what each may do."""

from tocsin.kernel.accounts.roles import Role

# username -> (name, roles, whether posted at the first station)
CAST: dict[str, tuple[str, tuple[Role, ...], bool]] = {
    "lin": ("林接警", (Role.CALL_TAKER,), False),
    "zhao": ("赵派警", (Role.DISPATCHER,), False),
    "ma": ("马巡", (Role.OFFICER,), True),
    "bai": ("白社区", (Role.COMMUNITY_OFFICER, Role.OFFICER), True),
    "guan": ("关督察", (Role.SUPERVISOR,), False),
    "admin": ("管理", (Role.ADMINISTRATOR,), False),
    "an": ("安全", (Role.SECURITY_OFFICER,), False),
    "shen": ("审计", (Role.AUDITOR,), False),
    "switch": ("话务交换机", (Role.INTEGRATION,), False),
    "stranger": ("外人", (), False),
}
