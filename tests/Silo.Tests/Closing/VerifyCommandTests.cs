using Compensation.Ledger.Runs;
using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests.Closing;

public sealed class VerifyCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = SmallCompany.WriteTo(new TemporaryFolder());

    public VerifyCommandTests()
    {
        SmallCompany.Close(folder, "2026-01").ExitCode.ShouldBe(ExitCode.Ok);
        SmallCompany.Close(folder, "2026-02", "2026-01").ExitCode.ShouldBe(ExitCode.Ok);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Verify_WithoutData_ProvesTheHashesAndSaysThatItIsAllItDoes()
    {
        var answer = Answer.To("verify", folder["2026-02"]);

        answer.ExitCode.ShouldBe(ExitCode.Ok);
        answer.Output.ShouldContain("Its numbers were not calculated again; --data DIR does that.");
    }

    [Fact]
    public void Verify_WithData_CalculatesAgain()
    {
        var answer = Answer.To("verify", folder["2026-02"], "--data", folder["data"]);

        answer.ExitCode.ShouldBe(ExitCode.Ok, answer.Errors);
        answer.Output.ShouldContain("calculated again it is the same to the byte");
    }

    [Fact]
    public void Verify_AChangedByte_NamesTheFile()
    {
        var path = folder["2026-02/commissions.csv"];
        File.WriteAllText(path, File.ReadAllText(path).Replace("3.00", "8.00"));

        var answer = Answer.To("verify", folder["2026-02"], "--data", folder["data"]);

        answer.ExitCode.ShouldBe(ExitCode.Findings);
        answer.Output.ShouldContain("commissions.csv: error changed-file");
        answer.Output.ShouldContain("The package is not proven.");
    }

    [Fact]
    public void Verify_AForgedPackageWithANewSeal_NamesTheFirstLineAndFieldThatIsWrong()
    {
        // Ben's 3.00 become 8.00, and all hashes are made to fit: only calculating again finds it.
        var path = folder["2026-02/commissions.csv"];
        var line = Array.FindIndex(File.ReadAllLines(path), text => text.EndsWith(",3.00", StringComparison.Ordinal)) + 1;
        File.WriteAllText(path, ReplaceFirst(File.ReadAllText(path), ",3.00\n", ",8.00\n"));
        Seal(folder["2026-02"]);

        Answer.To("verify", folder["2026-02"]).ExitCode.ShouldBe(ExitCode.Ok);
        var answer = Answer.To("verify", folder["2026-02"], "--data", folder["data"], "--json");

        answer.ExitCode.ShouldBe(ExitCode.Findings);
        var difference = answer.Json().GetProperty("difference");
        difference.GetProperty("file").GetString().ShouldBe("commissions.csv");
        difference.GetProperty("line").GetInt32().ShouldBe(line);
        difference.GetProperty("field").GetString().ShouldBe("amount");
        difference.GetProperty("calculated").GetString().ShouldBe("3.00");
        difference.GetProperty("stored").GetString().ShouldBe("8.00");
    }

    [Fact]
    public void Verify_WithOtherData_NamesTheFileInsteadOfCalculating()
    {
        File.AppendAllText(folder["data/orders.csv"], "O9,ben,2026-02-08,1\n");

        var answer = Answer.To("verify", folder["2026-02"], "--data", folder["data"]);

        answer.ExitCode.ShouldBe(ExitCode.Findings);
        answer.Output.ShouldContain("orders.csv: error other-input");
    }

    [Fact]
    public void Verify_WithAFileThatTheRunDidNotRead_NamesIt()
    {
        folder.Write("data/adjustments.csv", "adjustment,seller,amount,period,reason\n");

        var answer = Answer.To("verify", folder["2026-02"], "--data", folder["data"]);

        answer.ExitCode.ShouldBe(ExitCode.Findings);
        answer.Output.ShouldContain("adjustments.csv");
    }

    [Fact]
    public void Verify_WhereTheRunBeforeIsElsewhere_AsksForItAndTakesIt()
    {
        Directory.CreateDirectory(folder["elsewhere"]);
        Directory.Move(folder["2026-01"], folder["elsewhere/january"]);

        var answer = Answer.To("verify", folder["2026-02"], "--data", folder["data"]);
        answer.ExitCode.ShouldBe(ExitCode.Usage);
        answer.Errors.ShouldContain("--previous");

        Answer.To("verify", folder["2026-02"], "--data", folder["data"], "--previous", folder["elsewhere/january"])
            .ExitCode.ShouldBe(ExitCode.Ok);
    }

    private static string ReplaceFirst(string text, string old, string @new)
    {
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return string.Concat(text.AsSpan(0, at), @new, text.AsSpan(at + old.Length));
    }

    private static void Seal(string run)
    {
        var files = Directory.GetFiles(run).Where(file => Path.GetFileName(file) != RunFiles.Manifest);
        File.WriteAllBytes(Path.Combine(run, RunFiles.Manifest), new Manifest(files.Select(Manifest.Hash)).ToBytes());
    }
}
