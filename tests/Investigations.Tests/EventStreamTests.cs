using System.Globalization;
using System.Text;
using System.Threading.Channels;
using CauseFlow.Investigations.Events;
using CauseFlow.Investigations.Incidents;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.Investigations.Tests;

/// <summary>One stream on a clock of its own, and a client that reads when the test says so.</summary>
public sealed class EventStreamTests : IDisposable
{
    private readonly Desks desks = new();
    private readonly TimelineSignal signal = new();
    private readonly SlowClient client = new();
    private readonly StreamTime time = new();
    private readonly Contexts contexts;

    public EventStreamTests() => contexts = new(desks);

    [Fact]
    public async Task A_silent_stream_speaks_every_15_seconds()
    {
        var stream = StartAsync();
        (await client.TakeAsync()).ShouldBe(": open\n\n");
        for (var comment = 1; comment <= 3; comment++)
        {
            // It looks for steps every 2 seconds; at the eighth look 15 have gone by.
            foreach (var seconds in new[] { 2, 2, 2, 2, 2, 2, 2, 1 })
            {
                client.HasWritten.ShouldBeFalse();
                await time.AdvanceAsync(TimeSpan.FromSeconds(seconds));
            }

            (await client.TakeAsync()).ShouldBe(": still here\n\n");
        }

        client.Leave();
        await stream;
    }

    [Fact]
    public async Task A_client_that_does_not_read_holds_one_batch_and_loses_no_step()
    {
        await AddStepsAsync(450);
        var stream = StartAsync();
        var text = await client.TakeAsync();
        await client.WritingAsync();
        await AddStepsAsync(50);
        for (var i = 0; i < 1_000; i++)
        {
            signal.Set([(Flow.Tenant, "inc_1")]);
        }

        contexts.Count.ShouldBe(1, "nothing is read for a client before it has taken what was read");
        while (CountOf(text) < 500)
        {
            text += await client.TakeAsync();
        }

        long[] ids = [.. text.Split('\n').Where(line => line.StartsWith("id: ", StringComparison.Ordinal))
            .Select(line => long.Parse(line[4..], CultureInfo.InvariantCulture))];
        ids.ShouldBe(ids.Order().Distinct());
        ids.Length.ShouldBe(500);
        client.Leave();
        await stream;
    }

    [Fact]
    public async Task A_client_that_never_reads_is_let_go_when_the_stream_has_lasted_as_long_as_it_may()
    {
        var stream = StartAsync();
        await client.WritingAsync();

        time.Advance(TimeSpan.FromMinutes(30));

        await stream.WaitAsync(TimeSpan.FromSeconds(60));
        client.HasWritten.ShouldBeTrue("it never took what was written");
    }

    public void Dispose()
    {
        client.Dispose();
        time.Dispose();
        desks.Dispose();
    }

    private Task StartAsync()
    {
        var context = new DefaultHttpContext();
        context.Response.Body = client;
        var stream = new EventStream(contexts, signal, Options.Create(new InvestigationsOptions()), time,
            new Lifetime());
        return stream.WriteAsync(context.Response, Flow.Tenant, "inc_1", 0, client.Gone);
    }

    private async Task AddStepsAsync(int count)
    {
        await using var db = desks.Context();
        db.Timeline.AddRange(Enumerable.Range(0, count).Select(number => new TimelineRow
        {
            TenantId = Flow.Tenant, IncidentId = "inc_1", At = Flow.Onset, Kind = TimelineKinds.Waiting,
            Text = $"Step {number}",
        }));
        await db.SaveChangesAsync();
    }

    private static int CountOf(string text) => text.Split("event: ").Length - 1;

    private sealed class Contexts(Desks desks) : IDbContextFactory<InvestigationsDbContext>
    {
        public int Count { get; private set; }

        public InvestigationsDbContext CreateDbContext()
        {
            Count++;
            return desks.Context();
        }
    }

    /// <summary>A clock that goes on only when the stream waits for it.</summary>
    private sealed class StreamTime : FakeTimeProvider, IDisposable
    {
        private readonly SemaphoreSlim waits = new(0);
        private int timers;

        public async Task AdvanceAsync(TimeSpan by)
        {
            (await waits.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBeTrue();
            Advance(by);
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);

            // The first is the stream's own end; each one after it is a wait for steps.
            if (Interlocked.Increment(ref timers) > 1)
            {
                waits.Release();
            }

            return timer;
        }

        public void Dispose() => waits.Dispose();
    }

    /// <summary>Takes what is written one write at a time, when the test says so.</summary>
    private sealed class SlowClient : MemoryStream
    {
        private readonly CancellationTokenSource gone = new();
        private readonly Channel<string> written = Channel.CreateUnbounded<string>();
        private readonly SemaphoreSlim taken = new(0);

        public CancellationToken Gone => gone.Token;

        public bool HasWritten => written.Reader.Count > 0;

        public async Task<string> TakeAsync()
        {
            await WritingAsync();
            var text = await written.Reader.ReadAsync();
            taken.Release();
            return text;
        }

        public async Task WritingAsync()
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await written.Reader.WaitToReadAsync(limit.Token);
        }

        public void Leave() => gone.Cancel();

        public override async ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await written.Writer.WriteAsync(Encoding.UTF8.GetString(buffer.Span), cancellationToken);
            await taken.WaitAsync(cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            gone.Dispose();
            taken.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;
        public CancellationToken ApplicationStopping => CancellationToken.None;
        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => throw new NotSupportedException();
    }
}
