using Compensation.Silo.Tests.Closing;
using Shouldly;
using Xunit;

namespace Compensation.Silo.Tests.Ledgers;

public sealed class LedgerCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = SmallCompany.WriteTo(new TemporaryFolder());

    public void Dispose() => folder.Dispose();

    private Answer Import(string ledger) => Answer.To("ledger", "import", "--ledger", ledger, "--programme", "Small", "--plan", folder["plan.yaml"],
        "--data", folder["data"], "--period", "2026-01", "--by", "ann");

    private Answer Export(string programme, string into) => Answer.To("ledger", "export", "--ledger", folder["ledger.db"], "--programme", programme,
        "--plan", folder["plan.yaml"], "--period", "2026-01", "--out", folder[into]);

    [Fact]
    public void Export_OfWhatWasImported_ClosesToTheSameLines()
    {
        Import(folder["ledger.db"]).ExitCode.ShouldBe(ExitCode.Ok);
        Export("Small", "exported").ExitCode.ShouldBe(ExitCode.Ok);
        SmallCompany.Close(folder, "2026-01").ExitCode.ShouldBe(ExitCode.Ok);
        var before = File.ReadAllText(folder["2026-01/commissions.csv"]);
        Directory.Delete(folder["2026-01"], recursive: true);
        Directory.Delete(folder["data"], recursive: true);
        Directory.Move(folder["exported"], folder["data"]);

        SmallCompany.Close(folder, "2026-01").ExitCode.ShouldBe(ExitCode.Ok);

        File.ReadAllText(folder["2026-01/commissions.csv"]).ShouldBe(before);
    }

    [Fact]
    public void Import_Again_SaysThatAllIsKnown()
    {
        Import(folder["ledger.db"]).Output.ShouldContain("0 known");

        Import(folder["ledger.db"]).Output.ShouldContain("Imported 0 sellers, 0 customers, 0 moves, 0 orders, 0 refunds, 0 corrections");
    }

    [Fact]
    public void Import_IntoAFolderThatIsNotThere_SaysWhatToName()
    {
        var answer = Import(folder["nowhere/ledger.db"]);

        answer.ExitCode.ShouldBe(ExitCode.Environment);
        answer.Errors.ShouldContain("The ledger cannot be opened");
        answer.Errors.ShouldContain("Name a SQLite file in a folder that is there");
    }

    [Fact]
    public void Export_OfAnUnknownProgramme_SaysSo()
    {
        Import(folder["ledger.db"]);

        var answer = Export("Large", "exported");

        answer.ExitCode.ShouldBe(ExitCode.Usage);
        answer.Errors.ShouldContain("The ledger has no programme 'Large'.");
    }

    [Fact]
    public void Backup_IsALedgerOfItsOwn()
    {
        Import(folder["ledger.db"]);
        Answer.To("ledger", "backup", "--ledger", folder["ledger.db"], "--out", folder["copy.db"]).ExitCode.ShouldBe(ExitCode.Ok);

        Import(folder["copy.db"]).Output.ShouldContain("Imported 0 sellers");
        Answer.To("ledger", "backup", "--ledger", folder["ledger.db"], "--out", folder["copy.db"]).ExitCode.ShouldBe(ExitCode.Usage);
    }
}
