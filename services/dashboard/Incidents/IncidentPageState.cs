using CauseFlow.Contracts;
using CauseFlow.Dashboard.Api;
using CauseFlow.Dashboard.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using MudBlazor;

namespace CauseFlow.Dashboard.Incidents;

/// <summary>What the page of one incident knows and does; its parts find it as a cascading value.</summary>
public abstract class IncidentPageState : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource gone = new();
    private bool isWatching;
    private string? loaded;

    [Parameter]
    public string Id { get; set; } = "";

    [Inject]
    private CauseFlowApi Api { get; set; } = null!;

    [Inject]
    private Handover Handover { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private IOptions<DashboardOptions> Options { get; set; } = null!;

    /// <summary>What is shown; it stays when a later look fails.</summary>
    internal OpenCase? Case { get; private set; }

    /// <summary>The numbers of its facts.</summary>
    internal Citations? Citations { get; private set; }

    internal ApiException? Failure { get; private set; }

    /// <summary>What came of the person's last action.</summary>
    internal string? Notice { get; private set; }

    /// <summary>An older verdict that the person chose to look at; null for the latest.</summary>
    internal int? ChosenRevision { get; private set; }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        gone.Cancel();
        gone.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == Id)
        {
            return;
        }

        (loaded, Case, ChosenRevision, Notice) = (Id, null, null, null);
        await LoadAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender && !isWatching && !IsSample)
        {
            isWatching = true;
            _ = WatchAsync();
        }
    }

    internal Task LoadAsync() => LookAsync(() => IsSample ? Task.FromResult(Recorded())
        : Case is null && ChosenRevision is null
        ? Handover.OnceAsync($"case {Id}", () => CaseReader.ReadAsync(Api, Id, null, gone.Token))
        : CaseReader.ReadAsync(Api, Id, ChosenRevision, gone.Token));

    private async Task LookAsync(Func<Task<OpenCase>> read)
    {
        try
        {
            Case = await read();
            (Citations, Failure) = (new(Case), null);
        }
        catch (ApiException exception)
        {
            Failure = exception;
        }
    }

    internal async Task ShowRevisionAsync(int? revision)
    {
        ChosenRevision = revision;
        await LoadAsync();
        StateHasChanged();
    }

    /// <summary>A recorded case, which nobody can judge and which never changes.</summary>
    internal virtual bool IsSample => false;

    /// <summary>The recorded case of a sample.</summary>
    private protected virtual OpenCase Recorded() => throw new NotSupportedException();

    /// <summary>One fact as the cloud gave it; of a sample from its record, else from the API.</summary>
    internal Task OpenEvidenceAsync(string id) => Dialogs.ShowAsync<EvidenceDialog>("Evidence", new DialogParameters<EvidenceDialog>
    {
        { dialog => dialog.EvidenceId, id }, { dialog => dialog.Known, KnownEvidence(id) },
    }, Wide);

    /// <summary>Null asks the API.</summary>
    private protected virtual Evidence? KnownEvidence(string id) => null;

    /// <summary>Asks for a text first.</summary>
    internal async Task<string?> AskAsync(TextQuestion question)
    {
        var dialog = await Dialogs.ShowAsync<TextDialog>(
            question.Title, new DialogParameters<TextDialog> { { shown => shown.Question, question } }, Narrow);
        return await dialog.Result is { Canceled: false, Data: string text } ? text : null;
    }

    internal Task ReinvestigateAsync() => ActAsync(
        () => Api.StartInvestigationAsync(Id, gone.Token), "A new investigation has started.");

    internal Task CancelAsync() => ActAsync(() => Api.CancelInvestigationAsync(Id, gone.Token), "The investigation was cancelled.");

    internal Task AddContextAsync(string text) => ActAsync(async () =>
    {
        var word = await Api.AddContextAsync(Id, text, gone.Token);
        return word == "started" ? "The incident is investigated again with what you added."
            : "Kept. The next investigation begins with it when the running one has ended.";
    });

    internal Task SetStatusAsync(IncidentStatus status, string? reason) => ActAsync(
        () => Api.SetStatusAsync(Id, status, reason, gone.Token), $"The incident is {Words.Of(status).ToLowerInvariant()}.");

    internal Task JudgeAsync(bool confirms, int rank, string? comment) => ActAsync(
        () => Api.GiveFeedbackAsync(Id, confirms, rank, Case!.Revision, comment, gone.Token),
        confirms ? "Thank you. The cause is marked as confirmed." : "Thank you. The cause is marked as rejected.");

    private static DialogOptions Wide { get; } = new() { MaxWidth = MaxWidth.Medium, FullWidth = true, CloseButton = true };

    private static DialogOptions Narrow { get; } = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseButton = true };

    private Task ActAsync(Func<Task> act, string done) => ActAsync(async () =>
    {
        await act();
        return done;
    });

    private async Task ActAsync(Func<Task<string>> act)
    {
        try
        {
            Notice = await act();
            Failure = null;
        }
        catch (ApiException exception)
        {
            (Notice, Failure) = (null, exception);
            StateHasChanged();
            return;
        }

        await LoadAsync();
        StateHasChanged();
    }

    /// <summary>Follows the incident's events for as long as the page is open, and looks by itself where there are none.</summary>
    private async Task WatchAsync()
    {
        var events = new CaseEvents(Api, Clock, TimeSpan.FromSeconds(Options.Value.RefreshSeconds));
        try
        {
            await foreach (var news in events.ReadAsync(() => Id, () => Case?.LastStep ?? 0, gone.Token))
            {
                await InvokeAsync(async () =>
                {
                    await (Case is { } known && news.Count > 0
                        ? LookAsync(() => CaseReader.FollowAsync(Api, known, news, ChosenRevision, gone.Token))
                        : LoadAsync());
                    StateHasChanged();
                });
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The page is gone.
        }
    }

    private protected static IEnumerable<(string Id, string Title, int? Count)> Sections(OpenCase open)
    {
        yield return ("timeline", "Timeline", null);
        if (open.Facts is { } facts)
        {
            yield return ("metrics", "Metrics", facts.Totals.Metrics);
            yield return ("logs", "Logs", facts.Totals.Logs);
            yield return ("resources", "Resources", facts.Totals.States);
            yield return ("changes", "Changes", facts.Totals.Changes);
            yield return ("alternatives", "Ruled out", facts.Verdict.RuledOut.Count);
            yield return ("coverage", "Coverage", null);
        }

        yield return ("evidence", "Evidence", null);
        yield return ("alarms", "Alarms", open.Alarms.Count);
        yield return ("revisions", "Revisions", open.Facts?.Revisions.Count);
        yield return ("activity", "Activity", null);
    }
}
