using System.CommandLine;
using Compensation.Grains.Genealogy;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Ledger.Writing;
using Compensation.Rules.Plans;
using Compensation.Silo.Output;
using NodaTime;
using NodaTime.Text;

namespace Compensation.Silo.Commands;

/// <summary>A command about one seller of a programme's ledger.</summary>
internal abstract class SellerCommand : LedgerCommand
{
    private readonly Option<string> seller = CorrectionOptions.Seller(required: true);

    private readonly Option<string> effective = new("--effective")
    {
        Description = "From when it counts: a date in the plan's zone, or an instant such as 2026-02-01T10:00:00Z. [default: now]",
        HelpName = "DATE",
    };

    private readonly Option<string> request = new("--request")
    {
        Description = "An id of this request; the same again does nothing and is answered as before. [default: a new one]",
        HelpName = "ID",
    };

    private readonly Option<string> approvedBy = new("--approved-by")
    {
        Description = "The second person who has approved it; needed where the pay of a closed period changes.",
        HelpName = "WHO",
    };

    /// <summary>Names the command.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="onlyLooks">Whether it changes nothing, so that nobody has to answer for it.</param>
    protected SellerCommand(string name, string description, bool onlyLooks = false)
        : base(name, description)
    {
        Add(seller);
        Add(effective);
        if (!onlyLooks)
        {
            Add(By);
            Add(approvedBy);
            Add(request);
        }
    }

    /// <summary>Why it is done.</summary>
    protected Option<string> Reason { get; } = new("--reason") { Description = "Why; it stands in the record.", HelpName = "TEXT", Required = true };

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, LedgerDatabase database, string programme, CancellationToken cancellation)
    {
        if (await database.FindProgrammeAsync(programme, cancellation) is not { } number)
        {
            terminal.Complain(UnknownProgramme(programme));
            return ExitCode.Usage;
        }

        var plans = new PublishedPlans(InstalledBonuses.All);
        Plan plan;
        await using (var context = database.CreateContext())
        {
            plan = (await plans.NewestAsync(context, number, cancellation) ?? throw new InvalidOperationException("The programme has no plan.")).Plan;
        }

        if (EffectiveOf(arguments, plan, database.Clock) is not { } since)
        {
            terminal.Complain($"--effective is '{arguments.GetValue(effective)}'; it must be a date such as 2026-02-01, or an instant such as "
                + "2026-02-01T10:00:00Z.");
            return ExitCode.Usage;
        }

        await using var writer = new LedgerWriter(database);
        using var desk = await GenealogyDesk.OpenAsync(database, writer, number, plan, plans, cancellation: cancellation);
        var who = WhoOf(arguments);
        var id = arguments.GetValue(request) ?? $"{who} {InstantPattern.ExtendedIso.Format(database.Clock.GetCurrentInstant())}";
        var asked = new SellerRequest(id, who, since, arguments.GetRequiredValue(seller), arguments.GetValue(approvedBy));
        return await RunAsync(arguments, terminal, desk, asked, cancellation);
    }

    /// <summary>Does what the command is for.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    protected abstract Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, GenealogyDesk desk, SellerRequest request, CancellationToken cancellation);

    /// <summary>Carries out a command and prints what became of it.</summary>
    protected static async Task<int> DoAsync(
        Terminal terminal, GenealogyDesk desk, SellerRequest request, GenealogyCommand command, CancellationToken cancellation)
    {
        switch (await desk.DoAsync(command with { ApprovedBy = request.ApprovedBy }, cancellation))
        {
            case GenealogyOutcome.Done done:
                SellerReport.Print(terminal, done);
                return ExitCode.Ok;
            case GenealogyOutcome.Refused refused:
                PeriodReport.PrintRefusal(terminal, refused.Refusal);
                return ExitCode.Findings;
            case var outcome:
                throw new InvalidOperationException($"Unknown outcome {outcome.GetType().Name}.");
        }
    }

    private Instant? EffectiveOf(ParseResult arguments, Plan plan, IClock clock) => arguments.GetValue(effective) switch
    {
        null => clock.GetCurrentInstant(),
        var text when LocalDatePattern.Iso.Parse(text) is { Success: true } day => plan.Calendar.StartOf(day.Value),
        var text when InstantPattern.ExtendedIso.Parse(text) is { Success: true } instant => instant.Value,
        _ => null,
    };
}

/// <summary>What a command about a seller asks for, whatever it does.</summary>
/// <param name="Id">The request's id.</param>
/// <param name="By">Who asks.</param>
/// <param name="Effective">From when it counts.</param>
/// <param name="Seller">The seller's id.</param>
/// <param name="ApprovedBy">Who has approved it.</param>
internal sealed record SellerRequest(string Id, string By, Instant Effective, string Seller, string? ApprovedBy);
