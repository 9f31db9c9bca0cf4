//! Webhook subscriptions, operation by operation.
