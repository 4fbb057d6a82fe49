using CauseFlow.Gateway.Routes;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace CauseFlow.Gateway.Tests;

public sealed class ForwardingFailureTests
{
    [Theory]
    [InlineData(true, 400, 502)]
    [InlineData(true, 408, 502)]
    [InlineData(true, 502, 502)]
    [InlineData(true, 504, 504)]
    [InlineData(true, 413, 413)]
    [InlineData(false, 400, 400)]
    [InlineData(false, 403, 403)]
    public async Task What_could_not_be_forwarded_is_never_the_clients_fault(bool hasFailed, int status, int answered)
    {
        var context = new DefaultHttpContext();

        await ForwardingFailure.AnswerAsync(context, http =>
        {
            http.Response.StatusCode = status;
            if (hasFailed)
            {
                http.Features.Set<IForwarderErrorFeature>(new Failure());
            }

            return Task.CompletedTask;
        });

        context.Response.StatusCode.ShouldBe(answered);
    }

    private sealed class Failure : IForwarderErrorFeature
    {
        public ForwarderError Error => ForwarderError.RequestBodyClient;

        public Exception? Exception => null;
    }
}
