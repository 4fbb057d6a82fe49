using CauseFlow.Dashboard.Api;
using Microsoft.AspNetCore.Components;

namespace CauseFlow.Dashboard.Shell;

/// <summary>A page that reads and changes things through the API: one failure is shown at a time, and nothing outlives it.</summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource gone = new();
    private int actions;

    [Inject]
    private protected CauseFlowApi Api { get; private set; } = null!;

    [Inject]
    private protected Handover Handover { get; private set; } = null!;

    [Inject]
    private protected TimeProvider Clock { get; private set; } = null!;

    /// <summary>What went wrong last; null after a success.</summary>
    private protected ApiException? Failure { get; set; }

    /// <summary>While a call runs: buttons are off, so that nothing is sent twice.</summary>
    private protected bool IsBusy { get; private set; }

    /// <summary>Cancelled when the person has left.</summary>
    private protected CancellationToken Gone => gone.Token;

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        gone.Cancel();
        gone.Dispose();
    }

    /// <summary>Calls the API; false when it refused, and <see cref="Failure"/> says why. Ignored while another call runs.</summary>
    private protected async Task<bool> TryAsync(Func<Task> act)
    {
        if (IsBusy)
        {
            return false;
        }

        try
        {
            (IsBusy, actions) = (true, actions + 1);
            await act();
            Failure = null;
            return true;
        }
        catch (ApiException exception)
        {
            Failure = exception;
            return false;
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            IsBusy = false;
        }
    }

    /// <summary>
    /// Looks for what is new without being in the way: a person's action goes first and is never refused for it, and what the
    /// look brings is left aside when an action has begun meanwhile.
    /// </summary>
    /// <param name="read">Asks the API.</param>
    /// <param name="show">Takes what it answered.</param>
    private protected async Task GlanceAsync<T>(Func<Task<T>> read, Action<T> show)
    {
        if (IsBusy)
        {
            return;
        }

        var before = actions;
        try
        {
            var news = await read();
            if (before == actions)
            {
                show(news);
                Failure = null;
            }
        }
        catch (ApiException exception) when (before == actions)
        {
            Failure = exception;
        }
        catch (ApiException)
        {
            // The action says what it came to.
        }
    }

    /// <summary>Runs in the page's own time until the work says that it is done, or the person has left.</summary>
    /// <param name="interval">Between two rounds.</param>
    /// <param name="look">One round; false ends it.</param>
    private protected async Task RepeatAsync(TimeSpan interval, Func<Task<bool>> look)
    {
        try
        {
            using var timer = new PeriodicTimer(interval, Clock);
            var goesOn = true;
            while (goesOn && await timer.WaitForNextTickAsync(gone.Token))
            {
                await InvokeAsync(async () =>
                {
                    goesOn = await look();
                    StateHasChanged();
                });
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The page is gone, or its renderer.
        }
    }

    /// <summary>For <c>aria-invalid</c>.</summary>
    private protected static string Invalid(string? problem) => problem is null ? "false" : "true";
}
