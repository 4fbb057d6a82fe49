using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CauseFlow.Contracts.Tests;

public sealed class ContractTests
{
    public static TheoryData<string> Records => new(Sample.Records.Select(type => type.FullName!));

    public static TheoryData<string> Enums => new(Sample.Enums.Select(type => type.FullName!));

    /// <summary>
    /// The full type name is the identity on the wire and the JSON its form: both are kept in Approved/contracts.json.
    /// A later member is nullable; run with CAUSEFLOW_APPROVE=1 to approve it, and look at the difference.
    /// </summary>
    [Fact]
    public void Names_and_json_of_everything_on_the_wire_are_as_approved()
    {
        var current = new JsonObject();
        foreach (var type in Sample.Records)
        {
            current[type.FullName!] = JsonSerializer.SerializeToNode(Sample.Of(type), type, ContractJson.Options);
        }

        foreach (var type in Sample.Enums)
        {
            current[type.FullName!] = JsonSerializer.SerializeToNode(Enum.GetValues(type), ContractJson.Options);
        }

        var text = current.ToJsonString(ContractJson.Indented) + "\n";
        if (Environment.GetEnvironmentVariable("CAUSEFLOW_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(ApprovedSource())!);
            File.WriteAllText(ApprovedSource(), text);
        }

        File.ReadAllText(ApprovedSource()).ShouldBe(text);
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void RoundTrip_FilledRecord_KeepsEveryMember(string name)
    {
        var type = TypeOf(name);
        var json = Json(type);

        JsonSerializer.Serialize(JsonSerializer.Deserialize(json, type, ContractJson.Options), type, ContractJson.Options).ShouldBe(json);
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Read_UnknownMember_IsIgnored(string name)
    {
        var type = TypeOf(name);
        var node = JsonNode.Parse(Json(type))!.AsObject();
        node["aMemberOfALaterRelease"] = new JsonObject { ["x"] = 1 };

        var read = JsonSerializer.Deserialize(node.ToJsonString(), type, ContractJson.Options);

        JsonSerializer.Serialize(read, type, ContractJson.Options).ShouldBe(Json(type));
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Read_RequiredMemberMissing_IsRefused(string name)
    {
        var type = TypeOf(name);
        foreach (var property in type.GetProperties().Where(property => property.GetCustomAttribute<RequiredMemberAttribute>() is not null))
        {
            var node = JsonNode.Parse(Json(type))!.AsObject();
            node.Remove(JsonNamingPolicy.CamelCase.ConvertName(property.Name)).ShouldBeTrue();

            Should.Throw<JsonException>(() => JsonSerializer.Deserialize(node.ToJsonString(), type, ContractJson.Options), property.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Enums))]
    public void Enum_OnTheWire_IsASnakeCaseWordAndNeverANumber(string name)
    {
        var type = TypeOf(name);
        foreach (var value in Enum.GetValues(type))
        {
            var word = JsonSerializer.Serialize(value, type, ContractJson.Options);
            word.ShouldMatch("^\"[a-z0-9]+(_[a-z0-9]+)*\"$");
            JsonSerializer.Deserialize(word, type, ContractJson.Options).ShouldBe(value);
        }

        Should.Throw<JsonException>(() => JsonSerializer.Deserialize("0", type, ContractJson.Options));
    }

    [Fact]
    public void Read_WordOfALaterRelease_IsUnknownOrNullWhereThatIsPossible()
    {
        var options = ContractJson.Options;

        JsonSerializer.Deserialize<CauseCategory>("\"sunspots\"", options).ShouldBe(CauseCategory.Unknown);
        JsonSerializer.Deserialize<RefusalReason?>("\"sunspots\"", options).ShouldBeNull();
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<LeasePurpose>("\"sunspots\"", options));
        var strict = new JsonSerializerOptions();
        ContractJson.ApplyStrict(strict);
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<RefusalReason?>("\"sunspots\"", strict));
    }

    [Fact]
    public void Read_DuplicateMember_IsRefused() =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Difference>("""{"field":"a","field":"b"}""", ContractJson.Options));

    [Fact]
    public void Every_message_carries_a_tenant()
    {
        var messages = Sample.Records.Where(type => type.IsAssignableTo(typeof(ITenantMessage))).ToList();

        messages.Count.ShouldBe(20);
        messages.ShouldAllBe(type => type.Namespace == "CauseFlow.Contracts" && type.IsSealed);
    }

    [Theory]
    [InlineData(typeof(AwsSessionGranted), "a SessionToken")]
    [InlineData(typeof(AzureSessionGranted), "a SessionToken")]
    [InlineData(typeof(GcpSessionGranted), "a SessionToken")]
    [InlineData(typeof(RedeemRequest), "a Token")]
    [InlineData(typeof(RedeemedCredentials), "a SecretAccessKey")]
    [InlineData(typeof(RedeemedCredentials), "a AccessToken")]
    [InlineData(typeof(RedeemResponse), "a SecretAccessKey")]
    public void ToString_OfWhatHoldsASecret_IsRedacted(Type type, string secret)
    {
        ArgumentNullException.ThrowIfNull(type);
        var text = Sample.Of(type).ToString()!;

        text.ShouldContain("[redacted]");
        text.ShouldNotContain(secret);
    }

    internal static string ApprovedSource([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "Approved", "contracts.json");

    private static Type TypeOf(string name) => typeof(ITenantMessage).Assembly.GetType(name, throwOnError: true)!;

    private static string Json(Type type) => JsonSerializer.Serialize(Sample.Of(type), type, ContractJson.Options);
}
