namespace CauseFlow.ServiceDefaults.Errors;

public static class RequestIds
{
    /// <summary>Key in <c>HttpContext.Items</c> under which the gateway keeps the id that it made (a string).</summary>
    public const string Item = "CauseFlow.RequestId";
}
