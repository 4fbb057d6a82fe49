namespace CauseFlow.Deployment.Tests;

/// <summary>Data of every theory about an overlay.</summary>
public sealed class Overlays : TheoryData<string>
{
    public Overlays()
    {
        Add("dev");
        Add("production");
    }
}
