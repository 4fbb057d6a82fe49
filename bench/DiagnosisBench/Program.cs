using System.Globalization;
using CauseFlow.DiagnosisBench;
using CauseFlow.DiagnosisBench.Scores;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (DiagnosisOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine("usage: bench diagnosis [--data DIR] [--generated DIR|COUNT] [--seed N] [--sets NAME,NAME] [--keep DIR] [--quick yes]");
    return 2;
}

ScoreReport.Run(options);
return 0;
