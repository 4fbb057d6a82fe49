using CauseFlow.Contracts;

namespace CauseFlow.Collection.Runs;

/// <summary>
/// Puts the principal's name into what a run says to do, so that the lines can be pasted. It is done last: the address of a
/// service account looks like a person's, and redaction takes it out of whatever the cloud says.
/// </summary>
/// <param name="placeholder">What stands for the name until then.</param>
public sealed class NamedPrincipal(string placeholder)
{
    private volatile string? _member;

    /// <summary>As the broker says; before it has, and where it does not, the lines keep a word that says whose name is missing.</summary>
    public void Is(RedeemResponse redeemed)
    {
        ArgumentNullException.ThrowIfNull(redeemed);
        _member = redeemed.Principal;
    }

    /// <summary>The same publisher, with the name in the remedies of what goes through it.</summary>
    public IFindingsPublisher Over(IFindingsPublisher publisher) => new Publisher(this, publisher);

    /// <summary>The end of a run, with the name in its remedy.</summary>
    public CollectionEnd In(CollectionEnd end)
    {
        ArgumentNullException.ThrowIfNull(end);
        return end.Failed is not { } failed ? end : end with { Failed = failed with { Remedy = In(failed.Remedy)! } };
    }

    /// <summary>A test's report, with the name in all its remedies.</summary>
    public AccessTested? In(AccessTested? report) => report is null ? null : report with
    {
        Remedy = In(report.Remedy), Permissions = [.. report.Permissions.Select(row => row with { Remedy = In(row.Remedy) })],
    };

    private string? In(string? text) => _member is { } member ? text?.Replace(placeholder, member, StringComparison.Ordinal) : text;

    private sealed class Publisher(NamedPrincipal name, IFindingsPublisher next) : IFindingsPublisher
    {
        public Task PublishAsync(FindingsPublished findings, Guid messageId, CancellationToken cancellationToken) => next.PublishAsync(
            findings with { Coverage = [.. findings.Coverage.Select(row => row with { Remedy = name.In(row.Remedy) })] },
            messageId, cancellationToken);
    }
}
