using System.Globalization;
using Compensation.Bench;
using Compensation.Ledger.Runs;
using Compensation.Ledger.Snapshots;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Compensation.Silo.Generating;

// close [SELLERS]        generates a company and measures its close from memory and from CSV
// close frozen FOLDER [ROUNDS]
//                        measures on the frozen data, in turn with columns written by hand, and checks the totals against those published for it
var plans = new[] { BenchmarkPlan.Read("p1"), BenchmarkPlan.Read("p2"), BenchmarkPlan.Read("both") };
if (args is ["frozen", var folder, ..])
{
    return Frozen(folder, args is [_, _, var rounds] ? int.Parse(rounds, CultureInfo.InvariantCulture) : 7);
}

var sellers = args is [var count] ? int.Parse(count, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : 1_000_000;
Generated(sellers);
return 0;

int Frozen(string folder, int rounds)
{
    var company = FrozenCompany.Read(folder);
    var columns = new HandWrittenColumns(folder);
    Console.WriteLine($"{company.Sellers.Count:N0} sellers, {company.Orders.Count:N0} orders, frozen; {rounds} rounds, arms in turn");
    var arms = new Interleaved();
    var found = new HashSet<string>();
    for (var round = 0; round < rounds; round++)
    {
        foreach (var threads in new[] { 1, 2 })
        {
            found.Add(arms.Measure($"columns by hand, {threads}t", _ => columns.Run(threads)));
            var (first, second, both) = (Close(0, threads), Close(1, threads), Close(2, threads));
            found.Add($"{Figures.OfP1(first)} | P2 {Figures.OfP2(second)}");
            found.Add($"{Figures.OfP1(both)} | P2 {Figures.OfP2(both)}");
        }
    }

    arms.Print();
    foreach (var threads in new[] { 1, 2 })
    {
        arms.PrintRatio($"both plans in one, against columns by hand, {threads}t", [$"{plans[2].Name}, {threads}t"], [$"columns by hand, {threads}t"]);
        arms.PrintRatio($"one after the other, against columns by hand, {threads}t", [$"{plans[0].Name}, {threads}t", $"{plans[1].Name}, {threads}t"],
            [$"columns by hand, {threads}t"]);
    }

    arms.PrintRatio("both plans in one, one thread against two", [$"{plans[2].Name}, 1t"], [$"{plans[2].Name}, 2t"]);
    Measured.PrintPeak("both programs");
    var expected = PublishedFigures.Of(company.Sellers.Count);
    Console.WriteLine(string.Join(Environment.NewLine, found.Select(figures => $"  found    {figures}")));
    Console.WriteLine($"  expected {expected ?? "(no figures are published for this size)"}");
    return found.Count == 1 && (expected is null || found.Contains(expected)) ? 0 : 1;

    Result Close(int plan, int threads)
    {
        var carry = plan == 0 ? Carry.None : company.BinaryCarry;
        var snapshot = company.Of(plans[plan].Calendar.Find("2026-01")!, carry);
        return arms.Measure($"{plans[plan].Name}, {threads}t", parts => PeriodClose.Close(plans[plan], snapshot, threads, parts));
    }
}

void Generated(int sellers)
{
    Console.WriteLine($"{sellers:N0} sellers, {sellers * 5L:N0} orders, generated");
    var company = SyntheticCompany.Generate(new CompanyOptions { Sellers = sellers });
    var memory = Measured.Three("snapshot in memory", () => GeneratedCompany.Columns(company));
    var fromMemory = plans.Take(2).Select(plan => CloseFromMemory(plan, memory, Carry.None)).Select(Totals).ToList();
    Measured.PrintPeak("from memory");
    memory = null;
    var temporary = Directory.CreateTempSubdirectory("compensation-bench-");
    try
    {
        var data = Path.Combine(temporary.FullName, "company");
        CompanyFiles.Write(company, data);
        company = null;
        var fromFiles = plans.Take(2).Select(plan => CloseFromFiles(plan, data, temporary.FullName)).Select(Totals).ToList();
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
