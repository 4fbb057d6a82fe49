using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Gateway.RateLimits;

/// <summary>Names one counter in 16 bytes, whatever the length of what a client sent: counters are kept for a window.</summary>
internal readonly record struct RateKey(RateSubject Subject, UInt128 Hash)
{
    public static RateKey Tenant(string tenantId) => Of(RateSubject.Tenant, tenantId);

    public static RateKey Webhook(HttpContext context) => Of(
        RateSubject.Webhook, $"{context.Request.RouteValues["tenantId"]} {context.Request.RouteValues["routeKey"]}");

    public static RateKey Address(HttpContext context, RateSubject subject = RateSubject.Address) =>
        Of(subject, SenderAddress.NetworkOf(context.Connection.RemoteIpAddress));

    private static RateKey Of(RateSubject subject, string text) => new(
        subject, BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
}
