namespace CauseFlow.Gateway.Identity;

/// <summary>
/// A call of the page comes from where the person is, as a gateway has told it: so it is recorded, and so it counts. The page calls for all
/// who sign in, and a stranger's wrong keys would otherwise use up, at the page's own address, what the others need.
/// </summary>
internal sealed class PersonAddressMiddleware(RequestDelegate next, PersonAddress addresses)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (await addresses.ReadAsync(context) is { } address)
        {
            context.Connection.RemoteIpAddress = address;
        }

        await next(context);
    }
}
