using CauseFlow.Dashboard.SignIn;

namespace CauseFlow.Dashboard.Tests;

public sealed class SessionsTests
{
    [Theory]
    [InlineData("/incidents/inc_1?status=open", "/incidents/inc_1?status=open")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/a\r\nSet-Cookie: x", "/")]
    [InlineData("", "/")]
    [InlineData(null, "/")]
    public void SafeReturn_LeadsNowhereElse(string? path, string expected) => Sessions.SafeReturn(path).ShouldBe(expected);

    [Fact]
    public void Credential_IsInTheClaimAndInNoText()
    {
        var user = Sessions.Of(
            new Credential(Credential.ApiKey, "cflo_secret"), "API key", new WhoAmI("key_1", "ten_1", "shop", ["admin"], "API key", null),
            DateTimeOffset.UnixEpoch.AddDays(1));

        Credential.Of(user).ShouldBe(new Credential(Credential.ApiKey, "cflo_secret"));
        Credential.Of(user).ToString().ShouldNotContain("secret");
        user.IsInRole("admin").ShouldBeTrue();
    }
}
