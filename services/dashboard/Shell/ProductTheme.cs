using MudBlazor;

namespace CauseFlow.Dashboard.Shell;

/// <summary>
/// Type and shape of the components. Their colours come from <c>css/tokens.css</c>, which follows the theme without asking the
/// server.
/// </summary>
internal static class ProductTheme
{
    private static readonly string[] Text = ["Inter", "system-ui", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Text, FontSize = "0.875rem", LineHeight = "1.45", LetterSpacing = "0" },
            Button = new ButtonTypography { FontFamily = Text, FontSize = "0.8125rem", FontWeight = "550", TextTransform = "none", LetterSpacing = "0" },
            H6 = new H6Typography { FontFamily = Text, FontSize = "1rem", FontWeight = "600", LetterSpacing = "-0.01em" },
        },
    };
}
