namespace CauseFlow.CloudSimulation.Aws;

/// <summary>Faults that every AWS service has, each with another code and status per wire protocol.</summary>
internal enum AwsFault
{
    MissingAuthentication,
    IncompleteSignature,
    UnknownKey,
    SignatureMismatch,
    ExpiredToken,
    AccessDenied,
    Throttled,
    InternalFailure,
    UnknownOperation,

    /// <summary>The service's own fault; <see cref="AwsException.Code"/> and Status are already final.</summary>
    Modeled,
}

/// <summary>A refusal on its way to the client, in the words that AWS uses.</summary>
internal sealed class AwsException : Exception
{
    public AwsException(AwsFault fault, string message) : base(message) => Fault = fault;

    public AwsException(string code, string message, int status = 400) : base(message)
    {
        Fault = AwsFault.Modeled;
        Code = code;
        Status = status;
    }

    public AwsFault Fault { get; }

    public string? Code { get; }

    public int Status { get; }

    /// <summary>Further members of the error's JSON body.</summary>
    public IReadOnlyDictionary<string, object> Details { get; init; } = new Dictionary<string, object>();
}
