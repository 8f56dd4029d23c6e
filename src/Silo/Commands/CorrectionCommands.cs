using System.CommandLine;
using Compensation.Grains.Periods;
using Compensation.Silo.Output;

namespace Compensation.Silo.Commands;

/// <summary><c>override</c>: sets a rank, or what a bonus pays from one source, and withdraws it.</summary>
internal sealed class OverrideCommand : PeriodStepCommand
{
    private readonly Option<string> seller = CorrectionOptions.Seller(required: false);
    private readonly Option<string> rank = new("--rank") { Description = "The rank to set; empty for none.", HelpName = "RANK" };
    private readonly Option<string> bonus = new("--bonus") { Description = "The bonus whose amount is set.", HelpName = "NAME" };
    private readonly Option<string> source = new("--source") { Description = "The seller who brought it; left out for a fund.", HelpName = "ID" };
    private readonly Option<string> order = new("--order") { Description = "The order, for a bonus that pays per order.", HelpName = "ID" };
    private readonly Option<string> amount = new("--amount") { Description = "What the bonus shall pay, in the plan's currency.", HelpName = "AMOUNT" };

    private readonly Option<string> withdraw = new("--withdraw")
    {
        Description = "Withdraws the override of this id, which was its request's.",
        HelpName = "ID",
    };

    private readonly Option<string> reason = Reason(required: true);

    /// <summary>Makes the command.</summary>
    public OverrideCommand()
        : base("override", "Sets a rank or an amount by hand, in a period that is open or being restated. It holds for every later run of the period.")
    {
        Add(seller);
        Add(rank);
        Add(bonus);
        Add(source);
        Add(order);
        Add(amount);
        Add(withdraw);
        Add(reason);
        Validators.Add(result =>
        {
            var (isLine, isWithdrawn) = (result.GetResult(bonus) is not null, result.GetResult(withdraw) is not null);
            if (new[] { result.GetResult(rank) is not null, isLine, isWithdrawn }.Count(one => one) != 1)
            {
                result.AddError("Give --rank, or --bonus with --amount, or --withdraw.");
            }
            else if (!isWithdrawn && result.GetResult(seller) is null)
            {
                result.AddError("Name the seller with --seller.");
            }
            else if (isLine && result.GetResult(amount) is null)
            {
                result.AddError("Give the amount with --amount.");
            }
        });
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, PeriodWork work, string period, PeriodRequest request, CancellationToken cancellation)
    {
        var (who, why) = (arguments.GetValue(seller) ?? "", arguments.GetRequiredValue(reason));
        if (arguments.GetValue(withdraw) is { } id)
        {
            return await ReportAsync(terminal, work, period, await work.WithdrawAsync(period, request, id, why, cancellation), cancellation);
        }

        if (arguments.GetValue(rank) is { } name)
        {
            return await ReportAsync(terminal, work, period, await work.OverrideRankAsync(period, request, who, name, why, cancellation), cancellation);
        }

        if (await AmountAsync(terminal, work, period, arguments.GetRequiredValue(amount), cancellation) is not { } units)
        {
            return ExitCode.Usage;
        }

        var target = new OverrideTarget(who, arguments.GetValue(bonus), arguments.GetValue(source), arguments.GetValue(order));
        return await ReportAsync(terminal, work, period, await work.OverrideLineAsync(period, request, target, units, why, cancellation), cancellation);
    }
}

/// <summary><c>adjust</c>: changes a seller's earnings.</summary>
internal sealed class AdjustCommand : PeriodStepCommand
{
    private readonly Option<string> seller = CorrectionOptions.Seller(required: true);

    private readonly Option<string> amount = new("--amount")
    {
        Description = "The amount in the plan's currency; negative to take away.",
        HelpName = "AMOUNT",
        Required = true,
    };

    private readonly Option<string> bonus = new("--bonus")
    {
        Description = "The bonus that it corrects.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "",
    };

    private readonly Option<string> reason = Reason(required: true);

    /// <summary>Makes the command.</summary>
    public AdjustCommand()
        : base("adjust", "Changes a seller's earnings in the open period.")
    {
        Add(seller);
        Add(amount);
        Add(bonus);
        Add(reason);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, PeriodWork work, string period, PeriodRequest request, CancellationToken cancellation) =>
        await AmountAsync(terminal, work, period, arguments.GetRequiredValue(amount), cancellation) is { } units
            ? await ReportAsync(terminal, work, period, await work.AdjustAsync(period, request, arguments.GetRequiredValue(seller), units,
                arguments.GetValue(bonus) ?? "", arguments.GetRequiredValue(reason), cancellation), cancellation)
            : ExitCode.Usage;
}

/// <summary><c>hold</c>: holds back what a seller is paid, and releases it.</summary>
internal sealed class HoldCommand : PeriodStepCommand
{
    private readonly Option<string> seller = CorrectionOptions.Seller(required: true);
    private readonly Option<bool> release = new("--release") { Description = "Release the seller; the next 'period pay' pays what was held back." };
    private readonly Option<string> reason = Reason(required: true);

    /// <summary>Makes the command.</summary>
    public HoldCommand()
        : base("hold", "Holds back what a seller is paid for a period, or releases it.")
    {
        Add(seller);
        Add(release);
        Add(reason);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, PeriodWork work, string period, PeriodRequest request, CancellationToken cancellation)
    {
        var (who, why) = (arguments.GetRequiredValue(seller), arguments.GetRequiredValue(reason));
        var answer = arguments.GetValue(release)
            ? await work.ReleaseAsync(period, request, who, why, cancellation)
            : await work.HoldAsync(period, request, who, why, cancellation);
        return await ReportAsync(terminal, work, period, answer, cancellation);
    }
}
