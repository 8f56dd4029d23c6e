using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Contract;

/// <summary>What clients depend on stays as it was approved.</summary>
public sealed partial class ContractTests
{
    private const string Approved = "src/Api/contract.txt";
    private const string Approve = "COMPENSATION_APPROVE";

    private const string Sample = """
        service s.Shop
          Buy (s.Order) returns (s.Bill)
        message s.Order
          1 id string
          2 paid bool
        enum s.Kind
          0 NONE
          1 SOME

        """;

    [Fact]
    public void Contract_IsTheApprovedOne()
    {
        var actual = ContractText.Of(ContractText.Files);
        var approved = Repository.Read(Approved).ReplaceLineEndings("\n");
        var approval = Environment.GetEnvironmentVariable(Approve);
        if (approval != "breaking")
        {
            ContractChange.Breaking(approved, actual).ShouldBeEmpty("Clients of compensation.v1 would break: undo it, or begin compensation.v2. "
                + $"Before the first release, {Approve}=breaking approves it.");
        }

        if (approval is "1" or "breaking")
        {
            Repository.Write(Approved, actual);
            return;
        }

        actual.ShouldBe(approved, $"Something was added to the API. If it shall stay for good, run with {Approve}=1.");
    }

    [Theory]
    [InlineData("  2 paid bool\n", "", "message s.Order.paid", "removed")]
    [InlineData("  2 paid bool", "  2 settled bool", "message s.Order.paid", "renamed to settled")]
    [InlineData("  2 paid bool", "  2 paid string", "message s.Order.paid", "retyped from 'bool' to 'string'")]
    [InlineData("  2 paid bool", "  3 paid bool", "message s.Order.paid", "renumbered from 2 to 3")]
    [InlineData("  1 SOME\n", "", "enum s.Kind.SOME", "removed")]
    [InlineData("  1 SOME", "  2 SOME", "enum s.Kind.SOME", "renumbered from 1 to 2")]
    [InlineData("  Buy (s.Order) returns (s.Bill)\n", "", "service s.Shop.Buy", "removed")]
    [InlineData("returns (s.Bill)", "returns (stream s.Bill)", "service s.Shop.Buy",
        "retyped from '(s.Order) returns (s.Bill)' to '(s.Order) returns (stream s.Bill)'")]
    public void Breaking_IsWhatClientsDoNotSurvive(string before, string after, string where, string what) =>
        ContractChange.Breaking(Sample, Sample.Replace(before, after, StringComparison.Ordinal))
            .ShouldHaveSingleItem().ShouldBe(new ContractChange(where, what));

    [Theory]
    [InlineData("  2 paid bool\n", "  2 paid bool\n  3 note string\n")]
    [InlineData("  1 SOME\n", "  1 SOME\n  2 MORE\nmessage s.New\n  1 x int32\n")]
    [InlineData("  Buy", "  Ask (s.Order) returns (s.Bill)\n  Buy")]
    public void Additions_BreakNobody(string before, string after) =>
        ContractChange.Breaking(Sample, Sample.Replace(before, after, StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Protos_EveryDeclaration_IsDocumented()
    {
        var folder = Path.Combine(Repository.Root, "src/Api/Protos");
        foreach (var file in Directory.GetFiles(folder, "*.proto", SearchOption.AllDirectories))
        {
            var lines = File.ReadAllLines(file);
            var bare = lines.Select((line, index) => (line, index)).Where(at => Declaration().IsMatch(at.line)
                && !lines[at.index - 1].TrimStart().StartsWith("//", StringComparison.Ordinal));
            bare.Select(at => $"{Path.GetFileName(file)}:{at.index + 1}: {at.line.Trim()}").ShouldBeEmpty("Say in a comment above it what it is.");
        }
    }

    [Fact]
    public void Writes_HaveAnIdempotencyKey()
    {
        // The first two carry requests that each have their own; how far a reader has come only grows, so it can be said again.
        string[] others = ["PlaceOrders", "ProcessOrders", "AcknowledgeMessages"];
        var reads = new Regex("^(Get|List|Stream|Search|Watch|Explain|Check|Diff|Simulate|Compare|Download|Price|Verify|Resolve|Export(Person))");
        ContractText.Files.SelectMany(file => file.Services).SelectMany(service => service.Methods)
            .Where(method => !reads.IsMatch(method.Name) && !others.Contains(method.Name) && method.InputType.FindFieldByNumber(1)?.Name != "idempotency_key")
            .Select(method => method.FullName).ShouldBeEmpty("Its first field is the idempotency key.");
    }

    [GeneratedRegex(@"^\s*(message|enum|service|rpc|oneof)\s|^\s+[\w.<>, ]+\s\w+\s*=\s*\d+")]
    private static partial Regex Declaration();
}
