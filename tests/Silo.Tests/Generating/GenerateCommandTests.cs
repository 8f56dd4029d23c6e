using System.Security.Cryptography;
using Compensation.Silo.Generating;
using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests.Generating;

public sealed class GenerateCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Generate_TheSameSeed_GivesTheSameBytes_AnotherGivesOthers()
    {
        Generate("a", "--seed", "7").ExitCode.ShouldBe(ExitCode.Ok);
        Generate("b", "--seed", "7").ExitCode.ShouldBe(ExitCode.Ok);
        Generate("c", "--seed", "8").ExitCode.ShouldBe(ExitCode.Ok);

        Hash("b").ShouldBe(Hash("a"));
        Hash("c").ShouldNotBe(Hash("a"));
    }

    [Fact]
    public void Generate_OnAnyMachine_GivesTheseBytes()
    {
        Generate("a");

        // Recorded once: generated data must not change between platforms or releases, or measurements can't be compared.
        Hash("a").ShouldBe("9033a084b1d4f5ffe37c587df30e132f913229116bc466f5389de6efcb3e0bff");
    }

    [Fact]
    public void Generate_TheFiles_HaveTheRowsItReports()
    {
        var answer = Generate("a", "--json");

        var report = answer.Json();
        Rows("sellers.csv").Length.ShouldBe(report.GetProperty("sellers").GetInt32());
        Rows("orders.csv").Length.ShouldBe(report.GetProperty("orders").GetInt32());
        Rows("refunds.csv").Length.ShouldBe(report.GetProperty("refunds").GetInt32());
        Rows("moves.csv").Length.ShouldBe(report.GetProperty("moves").GetInt32());
        report.GetProperty("orders").GetInt32().ShouldBe(3_000 * 5 * 2);

        string[][] Rows(string file) => ReadRows(Path.Combine("a", file));
    }

    [Fact]
    public void Generate_TheFiles_SayWhatTheColumnsSay()
    {
        Generate("a");
        var company = SyntheticCompany.Generate(new CompanyOptions { Sellers = 3_000, Months = 2 });

        var sellers = ReadRows("a/sellers.csv").ToDictionary(row => row[0]);
        for (var i = 0; i < company.Count; i++)
        {
            var row = sellers[Id(i)];
            row[1].ShouldBe(Id(company.Sponsor[i]));
            row[2].ShouldBe(Id(company.Placement[i]));
            row[3].ShouldBe(i == 0 ? "" : company.Leg[i] == 0 ? "left" : "right");
        }

        var order = company.Orders().First(order => order.Customer > 0);
        ReadRows("a/orders.csv")[order.Number - 1].ShouldBe(
        [
            $"O{order.Number:D8}", Id(order.Seller), $"C{company.Number[order.Seller]:D6}-{order.Customer}",
            DateTimeOffset.FromUnixTimeSeconds(order.Placed).ToString("yyyy-MM-ddTHH:mm:ssZ"),
            Assortment.Categories[order.Category].Name, Money(order.PV), Money(order.CV), Money(order.Price),
        ]);

        string Id(int seller) => seller < 0 ? "" : $"S{company.Number[seller]:D6}";
        static string Money(long hundredths) => (hundredths / 100m).ToString("F2");
    }

    [Fact]
    public void Generate_IntoAFolderThatHoldsSomething_IsRefusedAndTouchesNothing()
    {
        Directory.CreateDirectory(folder["a"]);
        folder.Write("a/mine.txt", "keep");

        var answer = Generate("a");

        answer.ExitCode.ShouldBe(ExitCode.Usage);
        answer.Errors.ShouldContain("not empty");
        Directory.EnumerateFileSystemEntries(folder["a"]).Select(Path.GetFileName).ShouldBe(["mine.txt"]);
    }

    [Fact]
    public void Generate_AfterARunThatWasKilled_BeginsAgain()
    {
        Directory.CreateDirectory(folder["a.partial"]);
        folder.Write("a.partial/orders.csv", "half a fi");

        Generate("a").ExitCode.ShouldBe(ExitCode.Ok);

        Directory.Exists(folder["a.partial"]).ShouldBeFalse();
        ReadRows("a/orders.csv").Length.ShouldBe(30_000);
    }

    [Fact]
    public void Generate_WhereAFileIsInTheWay_SaysSoAsAnEnvironmentFailure()
    {
        folder.Write("file", "");

        var answer = Answer.To("generate", "--sellers", "10", "--out", Path.Combine(folder["file"], "below"));

        answer.ExitCode.ShouldBe(ExitCode.Environment);
        answer.Errors.ShouldContain("file");
    }

    [Theory]
    [InlineData("--sellers", "0", "from 1 to 10000000")]
    [InlineData("--sellers", "many", "--sellers is 'many'")]
    [InlineData("--months", "121", "from 1 to 120")]
    [InlineData("--zone", "Mars/Base", "IANA time zone")]
    [InlineData("--period", "2026-13", "a month such as 2026-01")]
    [InlineData("--seed", "-1", "-1")]
    public void Generate_ABrokenOption_IsAUsageErrorThatNamesIt(string option, string value, string expected)
    {
        string[] sellers = option == "--sellers" ? [] : ["--sellers", "5"];

        var answer = Answer.To(["generate", "--out", folder["a"], .. sellers, option, value]);

        answer.ExitCode.ShouldBe(ExitCode.Usage);
        answer.Errors.ShouldContain(expected);
        Directory.Exists(folder["a"]).ShouldBeFalse();
    }

    [Fact]
    public void Generate_ForPeople_ShowsLevelsAndFacts()
    {
        var answer = Generate("a");

        answer.Output.ShouldContain("orders.csv");
        answer.Output.ShouldContain("30,000");
        answer.Output.ShouldContain("Sellers by level of the enrolment tree");
        answer.Output.ShouldContain("have no front line");
        answer.Output.ShouldNotContain("\u001b");
        answer.Errors.ShouldBeEmpty();
    }

    private Answer Generate(string target, params string[] more) =>
        Answer.To(["generate", "--sellers", "3000", "--months", "2", "--out", folder[target], .. more]);

    private string[][] ReadRows(string file) => [.. File.ReadAllLines(folder[file]).Skip(1).Select(row => row.Split(','))];

    private string Hash(string target)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.EnumerateFiles(folder[target]).Order(StringComparer.Ordinal))
        {
            all.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexStringLower(all.GetHashAndReset());
    }
}
