using System.CommandLine;
using Compensation.Grains;
using Compensation.Grains.Payouts;
using Compensation.Grains.Periods;
using Compensation.Ledger.Csv;
using Compensation.Silo.Output;

namespace Compensation.Silo.Commands;

/// <summary><c>period pay</c>: prepares payouts, and notes what becomes of them.</summary>
internal sealed class PeriodPayCommand : PeriodStepCommand
{
    private readonly Option<FileInfo> export = new("--export")
    {
        Description = "Write the prepared payouts into this CSV file and note them as sent.",
        HelpName = "FILE",
    };

    private readonly Option<bool> confirm = new("--confirm") { Description = "Note that payouts have arrived: all that were sent, or those of --payout." };

    private readonly Option<bool> fail = new("--fail") { Description = "Note that the payout of --payout will not arrive, with --reason." };

    private readonly Option<bool> again = new("--again") { Description = "Prepare the failed payout of --payout for another try." };

    private readonly Option<int[]> payout = new("--payout") { Description = "A payout's number; may be given several times.", HelpName = "N" };

    private readonly Option<string> reason = Reason(required: false);

    /// <summary>Makes the command.</summary>
    public PeriodPayCommand()
        : base("pay", "Prepares the payouts of an approved period, without those of sellers who are held; or notes what becomes of them.")
    {
        Add(export);
        Add(confirm);
        Add(fail);
        Add(again);
        Add(payout);
        Add(reason);
        Validators.Add(result =>
        {
            var chosen = new[] { result.GetValue(confirm), result.GetValue(fail), result.GetValue(again), result.GetResult(export) is not null };
            if (chosen.Count(one => one) > 1)
            {
                result.AddError("Give one of --export, --confirm, --fail and --again.");
            }

            if ((result.GetValue(fail) || result.GetValue(again)) && result.GetValue(payout) is not [_])
            {
                result.AddError("Name one payout with --payout.");
            }
        });
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, PeriodWork work, string period, PeriodRequest request, CancellationToken cancellation)
    {
        var chosen = arguments.GetValue(payout) ?? [];
        if (arguments.GetValue(export) is { } file)
        {
            return await ExportAsync(terminal, work, period, request, file, cancellation);
        }

        if (arguments.GetValue(fail) || arguments.GetValue(again))
        {
            var refusal = arguments.GetValue(fail)
                ? await work.FailPayoutAsync(period, request, chosen[0], arguments.GetValue(reason) ?? "", cancellation)
                : await work.PrepareAgainAsync(period, request, chosen[0], cancellation);
            return refusal is null ? await ListAsync(terminal, work, period, cancellation) : Refuse(terminal, refusal);
        }

        var answer = arguments.GetValue(confirm)
            ? await work.ConfirmPayoutsAsync(period, request, chosen is [] ? null : chosen, cancellation)
            : await work.PreparePayoutsAsync(period, request, cancellation);
        return answer.Refusal is { } no ? Refuse(terminal, no) : await ListAsync(terminal, work, period, cancellation);
    }

    private static async Task<int> ListAsync(Terminal terminal, PeriodWork work, string period, CancellationToken cancellation)
    {
        PayoutReport.Print(terminal, await work.FindAsync(period, cancellation), await work.PayoutsAsync(period, cancellation));
        return ExitCode.Ok;
    }

    /// <summary>The file is written before the ledger is told: a file too many can be thrown away, a payout that nobody sent can't be seen.</summary>
    private static async Task<int> ExportAsync(
        Terminal terminal, PeriodWork work, string period, PeriodRequest request, FileInfo file, CancellationToken cancellation)
    {
        var reference = file.Name;
        var payouts = (await work.PayoutsAsync(period, cancellation)).Where(known => known.Status == PayoutStatus.Prepared).ToList();
        if (payouts.Count == 0)
        {
            return Refuse(terminal, new Refusal(RefusalCode.NothingToPay, "period", period, "No payout waits to be sent.", "Prepare them first."));
        }

        using (var stream = new FileStream(file.FullName, FileMode.CreateNew))
        using (var csv = new CsvWriter(stream))
        {
            PayoutCsv.WriteHead(csv);
            PayoutCsv.Write(csv, payouts);
        }

        var export = await work.ExportPayoutsAsync(period, request, reference, cancellation: cancellation);
        return export.Refusal is { } refusal ? Refuse(terminal, refusal) : await ListAsync(terminal, work, period, cancellation);
    }
}
