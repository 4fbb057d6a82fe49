namespace CauseFlow.DiagnosisBench.Cases;

/// <summary>Names of the ways in which a case is told otherwise.</summary>
internal static class Variant
{
    public const string OnsetEarly = "onset 60 s early";
    public const string OnsetLate = "onset 60 s late";
    public const string Dropped = "10 % of rows dropped";
    public const string Skewed = "sources 30 s apart";
    public const string Renamed = "identifiers renamed";
}
