import API

/// Telling other systems what happens.
package let webhooksArea = Area(
    "Webhooks",
    resources: [WebhookEndpoints.table, WebhookDeliveries.table],
    actions: [
        AnyAction(CreateWebhook.self), AnyAction(RotateWebhookSecret.self),
        AnyAction(TestWebhook.self), AnyAction(ReplayWebhook.self),
    ],
    nestings: [
        Nesting(
            "deliveries", of: WebhookEndpoints.table, holds: WebhookDeliveries.table,
            by: "endpoint_id")
    ],
    jobs: [WebhookDeliveries.removeOld])
