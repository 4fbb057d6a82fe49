namespace CauseFlow.Dashboard.SignIn;

/// <summary>Why somebody stands at the sign-in, as words of its address.</summary>
internal static class SignInProblems
{
    /// <summary>The session is over: its time has come, its token has expired, or it was ended in another tab.</summary>
    public const string Ended = "ended";

    /// <summary>The provider let nobody in.</summary>
    public const string Provider = "provider";

    /// <summary>The API does not take the provider's token.</summary>
    public const string Token = "token";

    /// <summary>The API takes it, and gives no role that could see anything.</summary>
    public const string Role = "role";

    /// <summary>The API could not be asked, or not now.</summary>
    public const string Api = "api";

    public static string? TextOf(string? word) => word switch
    {
        Ended => "Your session has ended. Sign in again, and you are back where you were.",
        Provider => "The provider did not let you in. Try again, or ask whoever runs it.",
        Token => "The provider let you in, but CauseFlow does not take its token. Whoever runs CauseFlow has to name the provider in Issuers.",
        Role => "The provider let you in, but gives you no role in CauseFlow. Ask whoever runs it for one.",
        Api => "The provider let you in, but CauseFlow cannot answer now. Try again in a minute.",
        _ => null,
    };
}
