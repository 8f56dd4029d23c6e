using Compensation.Grains.Periods;
using Compensation.Ledger.Importing;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Rules.Plans;
using Compensation.Silo.Closing;
using Compensation.Silo.Commands;
using Compensation.Silo.Generating;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Silo.Serving;

/// <summary>Represents a company that does not exist, for trying the program out: sellers with two months of orders, the first of which is closed, approved
/// and sent to the bank. What it has of the present month is what you send.</summary>
internal static class ExampleCompany
{
    /// <summary>The programme's name.</summary>
    public const string Programme = "aurora";

    /// <summary>Who closes.</summary>
    public const string Finance = "fin@aurora.example";

    /// <summary>Who approves.</summary>
    public const string Approver = "eva@aurora.example";

    private const int Sellers = 500;
    private const int Months = 2;

    /// <summary>Adds the company to a ledger, unless it is there.</summary>
    /// <returns>The id of the seller who has earned most.</returns>
    /// <exception cref="InvalidOperationException">The example does not fit this version of the program.</exception>
    public static async Task<string> AddAsync(LedgerDatabase database, CancellationToken cancellation)
    {
        if (await database.FindProgrammeAsync(Programme, cancellation) is not { } programme)
        {
            programme = await database.AddProgrammeAsync(Programme, cancellation);
            var plan = PlanFile.Read(new FileInfo(Path.Combine(AppContext.BaseDirectory, "plans", "aurora-demo.yaml"))).Check().Plan
                ?? throw new InvalidOperationException("The example's plan does not pass the check.");
            await ImportAsync(database, programme, plan, cancellation);
        }

        await using var context = database.CreateContext();
        var first = await context.Rows<RunEarningRow>().Where(row => row.Programme == programme).GroupBy(row => row.Payee)
            .OrderByDescending(earnings => earnings.Sum(row => row.Amount)).ThenBy(earnings => earnings.Key)
            .Select(earnings => earnings.Key).FirstAsync(cancellation);
        return (await context.SellerIdsAsync(programme, [first], cancellation))[first];
    }

    private static async Task ImportAsync(LedgerDatabase database, int programme, Plan plan, CancellationToken cancellation)
    {
        var today = database.Clock.GetCurrentInstant().InUtc().Date;
        var first = today.PlusMonths(-Months).ToYearMonth();
        var folder = Directory.CreateTempSubdirectory("compensation-example-");
        try
        {
            var data = Path.Combine(folder.FullName, "company");
            CompanyFiles.Write(SyntheticCompany.Generate(new CompanyOptions { Sellers = Sellers, Months = Months, First = first }), data);
            var period = plan.Calendar.Containing(first.OnDayOfMonth(1))!;
            var outcome = await LedgerImport.RunAsync(database, programme, plan, data, period, Finance, cancellation);
            if (outcome.Report is null)
            {
                throw new InvalidOperationException($"The example cannot be imported: {string.Join(' ', outcome.Findings)}");
            }

            await CloseAsync(new PeriodWork(database, programme, new PublishedPlans(InstalledBonuses.All), ClosedRun.Engine), period.Name, cancellation);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task CloseAsync(PeriodWork work, string period, CancellationToken cancellation)
    {
        Check(await work.BeginCloseAsync(period, new PeriodRequest("example-close", Finance), cancellation));
        await work.CalculateAsync(period, cancellation: cancellation);
        var state = await work.FindAsync(period, cancellation);
        Check(await work.ApproveAsync(period, new PeriodRequest("example-approve", Approver), state.Result!.Root, cancellation));
        Check(await work.PreparePayoutsAsync(period, new PeriodRequest("example-pay", Finance), cancellation));
        await work.ExportPayoutsAsync(period, new PeriodRequest("example-export", Finance), "example", cancellation: cancellation);
    }

    private static void Check(PeriodAnswer answer)
    {
        if (answer.Refusal is { } refusal)
        {
            throw new InvalidOperationException($"The example cannot be closed: {refusal}");
        }
    }
}
