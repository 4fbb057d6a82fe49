namespace CauseFlow.CloudSimulation.Aws;

/// <summary>One AWS service behind the shared endpoint.</summary>
internal interface IAwsService
{
    /// <summary>Prefix of the service's IAM actions, for example <c>cloudwatch</c>.</summary>
    string Name { get; }

    /// <summary>Service name that the credential scope must carry, for example <c>monitoring</c>.</summary>
    string SigningName { get; }

    AwsProtocol Protocol { get; }

    /// <summary>Whether the request is meant for this service, judged by its shape alone.</summary>
    bool Claims(AwsRequest request);

    /// <summary>Name of the requested operation, or an unknown-operation fault.</summary>
    string OperationOf(AwsRequest request);

    AwsResponse Invoke(string operation, AwsCall call);
}
