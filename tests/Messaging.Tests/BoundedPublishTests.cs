using CauseFlow.Contracts;
using MassTransit;
using MassTransit.Context;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.Messaging.Tests;

public sealed class BoundedPublishTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Publish_NoAnswer_IsSentAgainWithTheSameIdAndGivenUpAfterThree()
    {
        using var endpoint = new SilentEndpoint(answersFrom: int.MaxValue);
        var id = Guid.NewGuid();
        var publishing = endpoint.PublishBoundedAsync(Message, id, _time, TestContext.Current.CancellationToken);

        await endpoint.AdvanceAsync(_time, attempts: 3);

        await Should.ThrowAsync<TimeoutException>(publishing);
        endpoint.Ids.ShouldBe([id, id, id]);
    }

    [Fact]
    public async Task Publish_SecondAttemptAnswered_Ends()
    {
        using var endpoint = new SilentEndpoint(answersFrom: 2);
        var publishing = endpoint.PublishBoundedAsync(Message, Guid.NewGuid(), _time, TestContext.Current.CancellationToken);

        await endpoint.AdvanceAsync(_time, attempts: 1);

        await publishing.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        endpoint.Ids.Count.ShouldBe(2);
    }

    private static AlarmGroupResolved Message { get; } =
        new() { TenantId = "ten_1", IncidentId = "inc_1", AsOf = DateTimeOffset.UnixEpoch };

    /// <summary>A broker that takes a publish and says nothing, until the given attempt.</summary>
    private sealed class SilentEndpoint(int answersFrom) : IPublishEndpoint, IDisposable
    {
        private readonly SemaphoreSlim _entered = new(0);

        public List<Guid?> Ids { get; } = [];

        public void Dispose() => _entered.Dispose();

        public async Task AdvanceAsync(FakeTimeProvider time, int attempts)
        {
            for (var i = 0; i < attempts; i++)
            {
                (await _entered.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue();
                time.Advance(TimeSpan.FromSeconds(10));
            }
        }

        public async Task Publish<T>(T message, IPipe<PublishContext<T>> publishPipe, CancellationToken cancellationToken)
            where T : class
        {
            var publish = new MessageSendContext<T>(message, cancellationToken);
            await publishPipe.Send(publish);
            Ids.Add(publish.MessageId);
            var silent = Task.Delay(Timeout.Infinite, cancellationToken);
            _entered.Release();
            if (Ids.Count < answersFrom)
            {
                await silent;
            }
        }

        public Task Publish<T>(T message, CancellationToken cancellationToken) where T : class => throw new NotSupportedException();

        public Task Publish<T>(T message, IPipe<PublishContext> publishPipe, CancellationToken cancellationToken)
            where T : class => throw new NotSupportedException();

        public Task Publish(object message, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task Publish(object message, IPipe<PublishContext> publishPipe, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task Publish(object message, Type messageType, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task Publish(object message, Type messageType, IPipe<PublishContext> publishPipe, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task Publish<T>(object values, CancellationToken cancellationToken) where T : class => throw new NotSupportedException();

        public Task Publish<T>(object values, IPipe<PublishContext<T>> publishPipe, CancellationToken cancellationToken)
            where T : class => throw new NotSupportedException();

        public Task Publish<T>(object values, IPipe<PublishContext> publishPipe, CancellationToken cancellationToken)
            where T : class => throw new NotSupportedException();

        public ConnectHandle ConnectPublishObserver(IPublishObserver observer) => throw new NotSupportedException();
    }
}
