using System.Globalization;
using Compensation.Bench;
using Compensation.Ledger.Runs;
using Compensation.Ledger.Snapshots;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Compensation.Silo.Generating;

// close [SELLERS]        generates a company and measures its close from memory and from CSV
// close frozen FOLDER    measures on the frozen data and checks the totals against those published for it
var plans = new[] { BenchmarkPlan.Read("p1"), BenchmarkPlan.Read("p2") };
if (args is ["frozen", var folder])
{
    return Frozen(folder);
}

var sellers = args is [var count] ? int.Parse(count, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : 1_000_000;
Generated(sellers);
return 0;

int Frozen(string folder)
{
    var company = FrozenCompany.Read(folder);
    Console.WriteLine($"{company.Sellers.Count:N0} sellers, {company.Orders.Count:N0} orders, frozen");
    var first = CloseFromMemory(plans[0], company, Carry.None);
    var second = CloseFromMemory(plans[1], company, company.BinaryCarry);
    Measured.PrintPeak("from memory");
    var found = $"{Figures.OfP1(first)} | P2 {Figures.OfP2(second)}";
    var expected = PublishedFigures.Of(company.Sellers.Count);
    Console.WriteLine($"  found    {found}");
    Console.WriteLine($"  expected {expected ?? "(no figures are published for this size)"}");
    return expected is null || expected == found ? 0 : 1;
}

void Generated(int sellers)
{
    Console.WriteLine($"{sellers:N0} sellers, {sellers * 5L:N0} orders, generated");
    var company = SyntheticCompany.Generate(new CompanyOptions { Sellers = sellers });
    var memory = Measured.Three("snapshot in memory", () => GeneratedCompany.Columns(company));
    var fromMemory = plans.Select(plan => CloseFromMemory(plan, memory, Carry.None)).Select(Totals).ToList();
    Measured.PrintPeak("from memory");
    memory = null;
    var temporary = Directory.CreateTempSubdirectory("compensation-bench-");
    try
    {
        var data = Path.Combine(temporary.FullName, "company");
        CompanyFiles.Write(company, data);
        company = null;
        var fromFiles = plans.Select(plan => CloseFromFiles(plan, data, temporary.FullName)).Select(Totals).ToList();
        Measured.PrintPeak("all in all");
        Console.WriteLine(fromMemory.SequenceEqual(fromFiles) ? "  both give the same totals" : "  THE TOTALS DIFFER");
    }
    finally
    {
        temporary.Delete(recursive: true);
    }
}

static Result CloseFromMemory(Plan plan, CompanyColumns company, Carry carry)
{
    var snapshot = company.Of(plan.Calendar.Find("2026-01")!, carry);
    Measured.Three($"{plan.Name}, close, 1 thread", () => PeriodClose.Close(plan, snapshot, 1));
    return Measured.Three($"{plan.Name}, close, 2 threads", () => PeriodClose.Close(plan, snapshot, 2));
}

static Result CloseFromFiles(Plan plan, string data, string temporary)
{
    var period = plan.Calendar.Find("2026-01")!;
    var reading = Measured.Three($"{plan.Name}, CSV read", () => SnapshotReader.Read(plan, data, period, Carry.None));
    var snapshot = reading.Snapshot ?? throw new InvalidOperationException(string.Join(Environment.NewLine, reading.Findings));
    var result = PeriodClose.Close(plan, snapshot, Environment.ProcessorCount);
    var origin = new RunOrigin(plan, snapshot, new RunInputs(reading.Files, null), "bench");
    var next = 0;
    Measured.Three($"{plan.Name}, package write", () => RunWriter.Write(Path.Combine(temporary, $"{plan.Name} {next++}"), origin, result));
    return result;
}

static string Totals(Result result) => string.Join(", ", result.Totals);
