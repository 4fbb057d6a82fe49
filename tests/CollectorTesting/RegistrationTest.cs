using CauseFlow.Collection.Runs;
using CauseFlow.Contracts;
using CauseFlow.Messaging;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.CollectorTesting;

/// <summary>A collector as its program registers it, on the in-memory bus.</summary>
public abstract class RegistrationTest
{
    /// <summary>Adds the collector.</summary>
    protected abstract void Add(IServiceCollection services, IConfiguration configuration);

    /// <summary>Publishes a grant of lease <c>lea_1</c> that the collector must refuse before it asks anybody.</summary>
    protected abstract Task PublishAsync(IBus bus, DateTimeOffset now, CancellationToken cancellationToken);

    [Fact]
    public async Task A_grant_on_the_bus_is_answered_with_a_closing_message()
    {
        var keys = Directory.CreateTempSubdirectory("collector-keys");
        try
        {
            await using var app = Build(keys.FullName);
            await app.StartAsync(TestContext.Current.CancellationToken);
            var answer = app.Services.GetRequiredService<TaskCompletionSource<CollectionFailed>>();

            await PublishAsync(app.Services.GetRequiredService<IBus>(), TimeProvider.System.GetUtcNow(), TestContext.Current.CancellationToken);

            var failed = await answer.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            (failed.LeaseId, failed.Reason).ShouldBe(("lea_1", RefusalReason.InvalidInput));
            app.Services.GetRequiredService<RunningLeases>().Close("lea_1").ShouldBeFalse();
        }
        finally
        {
            keys.Delete(recursive: true);
        }
    }

    private WebApplication Build(string keyFolder)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Services:credential-broker:InternalUrl"] = "http://127.0.0.1:1",
            ["Identity:KeyFolder"] = keyFolder,
            ["Identity:CreateMissing"] = "true",
        });
        builder.WebHost.ConfigureKestrel(_ => { }).UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddLogging();
        builder.Services.AddRouting();
        builder.Services.AddSingleton(new TaskCompletionSource<CollectionFailed>());
        Add(builder.Services, builder.Configuration);
        builder.Services.AddBusParticipant("test", bus => bus.AddConsumer<FailedConsumer>());
        builder.Services.AddServiceBus(builder.Configuration);
        return builder.Build();
    }

    public sealed class FailedConsumer(TaskCompletionSource<CollectionFailed> answer) : IConsumer<CollectionFailed>
    {
        public Task Consume(ConsumeContext<CollectionFailed> context)
        {
            answer.TrySetResult(context.Message);
            return Task.CompletedTask;
        }
    }
}
