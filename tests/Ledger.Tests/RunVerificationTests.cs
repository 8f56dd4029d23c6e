using System.Text;
using Compensation.Ledger.Runs;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests;

public sealed class RunVerificationTests
{
    [Fact]
    public void Verify_WrittenRun_IsWhole()
    {
        using var folder = new Folder();
        var root = Runs.Write(folder["run"]);

        var verification = RunVerification.Verify(folder["run"]);

        verification.Findings.ShouldBeEmpty();
        verification.Root.ShouldBe(root);
    }

    [Fact]
    public void Verify_AnyFlippedByteInAnyFile_IsFoundAndNamed()
    {
        using var folder = new Folder();
        Runs.Write(folder["run"]);
        foreach (var file in Directory.GetFiles(folder["run"]))
        {
            var bytes = File.ReadAllBytes(file);
            for (var at = 0; at < bytes.Length; at++)
            {
                bytes[at] ^= 0x01;
                File.WriteAllBytes(file, bytes);

                var verification = RunVerification.Verify(folder["run"]);
                verification.Findings.Select(finding => (finding.Code, finding.Place.File)).Distinct()
                    .ShouldBe([("changed-file", file)],
                        $"byte {at} of {Path.GetFileName(file)}: {string.Join('\n', verification.Findings)}");

                bytes[at] ^= 0x01;
            }

            File.WriteAllBytes(file, bytes);
        }

        RunVerification.Verify(folder["run"]).IsWhole.ShouldBeTrue();
    }

    [Fact]
    public void Verify_MissingFile_IsFoundAndNamed()
    {
        using var folder = new Folder();
        Runs.Write(folder["run"]);
        foreach (var file in Directory.GetFiles(folder["run"]))
        {
            File.Move(file, folder["away"]);

            var finding = RunVerification.Verify(folder["run"]).Findings.ShouldHaveSingleItem();
            (finding.Code, finding.Place.File).ShouldBe(("missing-file", file));

            File.Move(folder["away"], file);
        }
    }

    [Fact]
    public void Verify_ExtraFileOrFolder_IsFoundAndNamed()
    {
        using var folder = new Folder();
        Runs.Write(folder["run"]);
        File.WriteAllText(Path.Combine(folder["run"], "notes.txt"), "");
        Directory.CreateDirectory(Path.Combine(folder["run"], "old"));

        RunVerification.Verify(folder["run"]).Findings.Select(finding => $"{finding.Code} {Path.GetFileName(finding.Place.File)}")
            .ShouldBe(["extra-file notes.txt", "extra-file old"]);
    }

    [Fact]
    public void Verify_ManifestWithoutACommissionFile_IsRefusedThoughItsRootFits()
    {
        using var folder = new Folder();
        Runs.Write(folder["run"]);
        File.Delete(Path.Combine(folder["run"], "commissions.csv"));
        var files = Directory.GetFiles(folder["run"])
            .Where(file => !file.EndsWith("manifest.json", StringComparison.Ordinal)).Select(Manifest.Hash);
        File.WriteAllBytes(Path.Combine(folder["run"], "manifest.json"), new Manifest(files).ToBytes());

        RunVerification.Verify(folder["run"]).Findings.ShouldHaveSingleItem().Place.File.ShouldEndWith("commissions.csv");
    }

    [Fact]
    public void Open_ChangedRun_NamesTheFile()
    {
        using var folder = new Folder();
        Runs.Write(folder["run"]);
        File.AppendAllText(Path.Combine(folder["run"], "payments.csv"), "A,main,EUR,1000000.00,2026-02-15,earnings\n");

        Should.Throw<RunPackageException>(() => RunPackage.Open(folder["run"])).Message.ShouldContain("payments.csv");
    }

    [Theory]
    [InlineData("commissions.csv", "1.00\n2", "1.01\n2", 2, "amount", "1.00", "1.01")]
    [InlineData("commissions.csv", "\"B,b\",O2", "\"B,c\",O2", 3, "source", "B,b", "B,c")]
    [InlineData("ranks.csv", "A,Manager,", "A,Consultant,", 2, "rank", "Manager", "Consultant")]
    [InlineData("payments.csv", "\"B,b\",main,JPY,-35,2026-02-15,fee\n", "", 3, "", "\"B,b\",main,JPY,-35,2026-02-15,fee",
        "nothing: the file ends before")]
    [InlineData("volumes.csv", "seller,GV", "seller,XV", 1, "", "seller,GV,legs", "seller,XV,legs")]
    [InlineData("summary.json", "\"engine\": \"1.0\"", "\"engine\": \"1.1\"", 16, "", "  \"engine\": \"1.0\",",
        "  \"engine\": \"1.1\",")]
    public void Compare_OneChange_NamesFileLineAndField(
        string file, string old, string changed, int line, string field, string expected, string actual)
    {
        using var folder = new Folder();
        Runs.Write(folder["right"]);
        Runs.Write(folder["wrong"]);
        var path = Path.Combine(folder["wrong"], file);
        var text = File.ReadAllText(path);
        text.ShouldContain(old);
        File.WriteAllText(path, text.Replace(old, changed, StringComparison.Ordinal), new UTF8Encoding(false));

        RunComparison.Compare(folder["right"], folder["wrong"]).ShouldBe(new RunDifference(file, line, field, expected, actual));
    }

    [Fact]
    public void Compare_FileThatOnlyOneHas_IsNamed()
    {
        using var folder = new Folder();
        Runs.Write(folder["right"]);
        Runs.Write(folder["wrong"]);
        File.Delete(Path.Combine(folder["wrong"], "lots.csv"));

        RunComparison.Compare(folder["right"], folder["wrong"])
            .ShouldBe(new RunDifference("lots.csv", 0, "", "a file", "no file"));
    }
}
