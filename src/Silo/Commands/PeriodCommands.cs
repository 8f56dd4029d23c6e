using System.CommandLine;
using Compensation.Grains.Periods;
using Compensation.Silo.Output;

namespace Compensation.Silo.Commands;

/// <summary><c>period status</c>: where a period stands, and what its last two runs pay differently.</summary>
internal sealed class PeriodStatusCommand() : PeriodStepCommand(
    "status", "Shows where a period stands, and what its last two runs pay differently.", onlyLooks: true)
{
    /// <inheritdoc/>
    protected override async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, PeriodWork work, string period, PeriodRequest request, CancellationToken cancellation)
    {
        var (state, plan) = (await work.FindAsync(period, cancellation), await work.FindPlanAsync(period, cancellation));
        if (state.Status == PeriodStatus.NotOpened)
        {
            terminal.Complain($"The programme has not opened period '{period}'. 'period list' shows those that it has.");
            return ExitCode.Usage;
        }

        PeriodReport.Print(terminal, state, plan!, isRepeated: false, await work.FindChangesAsync(period, cancellation));
        return ExitCode.Ok;
    }
}

/// <summary><c>period open</c>: opens a period before its first order.</summary>
internal sealed class PeriodOpenCommand() : PeriodStepCommand("open", "Opens a period; one that an order counts in opens by itself.")
{
    /// <inheritdoc/>
    protected override async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, PeriodWork work, string period, PeriodRequest request, CancellationToken cancellation) =>
        await ReportAsync(terminal, work, period, await work.OpenAsync(period, request, cancellation), cancellation);
}

/// <summary><c>period close</c>: calculates a period and records its run.</summary>
internal sealed class PeriodCloseCommand() : PeriodStepCommand("close",
    "Closes a period: from now on it takes no orders; its run is calculated and waits for approval. After a crash, run it again.")
{
    /// <inheritdoc/>
    protected override async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, PeriodWork work, string period, PeriodRequest request, CancellationToken cancellation)
    {
        // A close that was begun, or is done, is gone on with: by this request or another one.
        var state = await work.FindAsync(period, cancellation);
        var answer = state.Status is PeriodStatus.Closing or PeriodStatus.Calculated
            ? await work.CalculateAsync(period, cancellation: cancellation)
            : await work.CloseAsync(period, request, cancellation);
        return await ReportAsync(terminal, work, period, answer, cancellation);
    }
}

/// <summary><c>period approve</c>: a second person approves a run.</summary>
internal sealed class PeriodApproveCommand : PeriodStepCommand
{
    private readonly Option<string> root = new("--root")
    {
        Description = "The root of the run that is approved, as 'period status' shows it.",
        HelpName = "ROOT",
        Required = true,
    };

    /// <summary>Makes the command.</summary>
    public PeriodApproveCommand()
        : base("approve", "Approves the calculated run; not by who closed the period or made corrections in it.") => Add(root);

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, PeriodWork work, string period, PeriodRequest request, CancellationToken cancellation) =>
        await ReportAsync(
            terminal, work, period, await work.ApproveAsync(period, request, arguments.GetRequiredValue(root), cancellation), cancellation);
}

/// <summary><c>period reject</c>: sends a run back.</summary>
internal sealed class PeriodRejectCommand : PeriodStepCommand
{
    private readonly Option<string> reason = Reason(required: true);

    /// <summary>Makes the command.</summary>
    public PeriodRejectCommand()
        : base("reject", "Rejects the calculated run, or gives up a close that hangs. Overrides, adjustments and holds stay.") => Add(reason);

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, PeriodWork work, string period, PeriodRequest request, CancellationToken cancellation) =>
        await ReportAsync(
            terminal, work, period, await work.RejectAsync(period, request, arguments.GetRequiredValue(reason), cancellation), cancellation);
}

/// <summary><c>period restate</c>: calculates a paid period again, and posts what differs.</summary>
internal sealed class PeriodRestateCommand : PeriodStepCommand
{
    private readonly Option<string> reason = Reason(required: false);

    private readonly Option<bool> begin = new("--begin")
    {
        Description = "Only begin, so that overrides can be set; calculate with the next 'period restate'.",
    };

    private readonly Option<bool> post = new("--post")
    {
        Description = "Post the differences of the approved restatement into the open period.",
    };

    /// <summary>Makes the command.</summary>
    public PeriodRestateCommand()
        : base("restate", "Calculates a paid period again as a new version. What was paid stays; differences are posted forward with --post.")
    {
        Add(reason);
        Add(begin);
        Add(post);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, PeriodWork work, string period, PeriodRequest request, CancellationToken cancellation)
    {
        var why = arguments.GetValue(reason) ?? "";
        var state = await work.FindAsync(period, cancellation);
        var answer = arguments.GetValue(post) ? await work.PostDifferencesAsync(period, request, cancellation)
            : arguments.GetValue(begin) ? await work.BeginRestatementAsync(period, request, why, cancellation)
            : state.Status == PeriodStatus.Restating ? await work.CalculateAsync(period, cancellation: cancellation)
            : await work.RestateAsync(period, request, why, cancellation);
        return await ReportAsync(terminal, work, period, answer, cancellation);
    }
}
