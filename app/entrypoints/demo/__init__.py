"""The demo world: two organizations with everything in them, the same in each clone."""

from app.entrypoints.demo.accounts import PASSWORD, DemoAccounts
from app.entrypoints.demo.prepare import prepare_demo, provider_accounts, sign_ins
from app.entrypoints.demo.world import demo_id, organization_id

__all__ = ["PASSWORD", "DemoAccounts", "demo_id", "organization_id", "prepare_demo", "provider_accounts", "sign_ins"]
