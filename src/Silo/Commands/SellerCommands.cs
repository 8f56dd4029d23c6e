using System.CommandLine;
using Compensation.Grains.Genealogy;
using Compensation.Silo.Output;

namespace Compensation.Silo.Commands;

/// <summary><c>seller enrol</c>: enrols a seller.</summary>
internal sealed class SellerEnrolCommand : SellerCommand
{
    private readonly Option<string> sponsor = new("--sponsor") { Description = "Who brought them; left out for a seller at the top.", HelpName = "ID" };

    /// <summary>Makes the command.</summary>
    public SellerEnrolCommand()
        : base("enrol", "Enrols a seller below a sponsor, and places them by the plan's rules.") => Add(sponsor);

    /// <inheritdoc/>
    protected override Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, GenealogyDesk desk, SellerRequest request, CancellationToken cancellation) =>
        DoAsync(terminal, desk, request, new GenealogyCommand.Enrol(
            request.Id, request.By, request.Effective, request.Seller, arguments.GetValue(sponsor), []), cancellation);
}

/// <summary><c>seller show</c>: where a seller stands.</summary>
internal sealed class SellerShowCommand() : SellerCommand("show", "Shows a seller and where they stand at an instant.", onlyLooks: true)
{
    /// <inheritdoc/>
    protected override async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, GenealogyDesk desk, SellerRequest request, CancellationToken cancellation)
    {
        if (await desk.FindAsync(request.Seller, request.Effective, cancellation) is not { } profile)
        {
            terminal.Complain($"The programme knows no seller '{request.Seller}'.");
            return ExitCode.Usage;
        }

        SellerReport.Print(terminal, profile);
        return ExitCode.Ok;
    }
}

/// <summary><c>seller move</c> and <c>seller price</c>: a seller comes to stand elsewhere, or what that would cost.</summary>
internal sealed class SellerMoveCommand : SellerCommand
{
    private readonly Option<string> tree = new("--tree") { Description = "The tree. [default: the one of enrolment]", HelpName = "NAME" };
    private readonly Option<string> parent = new("--parent") { Description = "Below whom; left out for nobody.", HelpName = "ID" };
    private readonly Option<string> leg = new("--leg") { Description = "In which leg, in a tree with named legs.", HelpName = "NAME" };
    private readonly Option<bool> alone = new("--alone") { Description = "Without the downline: the front line goes up to the old parent." };
    private readonly bool onlyPrice;

    /// <summary>Makes one of the two commands.</summary>
    public SellerMoveCommand(bool onlyPrice)
        : base(onlyPrice ? "price" : "move", onlyPrice
            ? "Says who would gain and lose how much by a move, in which periods. Nothing is written."
            : "Moves a seller, with the downline or alone.", onlyLooks: onlyPrice)
    {
        this.onlyPrice = onlyPrice;
        Add(tree);
        Add(parent);
        Add(leg);
        Add(alone);
        if (!onlyPrice)
        {
            Add(Reason);
        }
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, GenealogyDesk desk, SellerRequest request, CancellationToken cancellation)
    {
        var to = new ChosenPlace(arguments.GetValue(tree) ?? desk.Trees[0], arguments.GetValue(parent), arguments.GetValue(leg));
        var scope = arguments.GetValue(alone) ? MoveScope.Alone : MoveScope.Downline;
        var reason = onlyPrice ? "to be priced" : arguments.GetRequiredValue(Reason);
        var move = new GenealogyCommand.Move(request.Id, request.By, request.Effective, request.Seller, to, scope, reason);
        if (!onlyPrice)
        {
            return await DoAsync(terminal, desk, request, move, cancellation);
        }

        var (price, refusal) = await desk.PriceAsync(move, cancellation);
        if (refusal is not null)
        {
            PeriodReport.PrintRefusal(terminal, refusal);
            return ExitCode.Findings;
        }

        SellerReport.Print(terminal, price!);
        return ExitCode.Ok;
    }
}

/// <summary><c>seller place</c>: gives a seller who waits in a holding tank a place.</summary>
internal sealed class SellerPlaceCommand : SellerCommand
{
    private readonly Option<string> tree = new("--tree") { Description = "The tree.", HelpName = "NAME", Required = true };
    private readonly Option<string> parent = new("--parent") { Description = "Below whom; left out, the plan's rule finds a place.", HelpName = "ID" };
    private readonly Option<string> leg = new("--leg") { Description = "In which leg, in a tree with named legs.", HelpName = "NAME" };

    /// <summary>Makes the command.</summary>
    public SellerPlaceCommand()
        : base("place", "Gives a seller who waits in the holding tank a place.")
    {
        Add(tree);
        Add(parent);
        Add(leg);
    }

    /// <inheritdoc/>
    protected override Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, GenealogyDesk desk, SellerRequest request, CancellationToken cancellation) =>
        DoAsync(terminal, desk, request, new GenealogyCommand.Place(request.Id, request.By, request.Effective, request.Seller,
            new ChosenPlace(arguments.GetRequiredValue(tree), arguments.GetValue(parent), arguments.GetValue(leg))), cancellation);
}

/// <summary><c>seller merge</c>: two entries are one person.</summary>
internal sealed class SellerMergeCommand : SellerCommand
{
    private readonly Option<string> into = new("--into")
    {
        Description = "The entry that goes on, with the front lines of both.",
        HelpName = "ID",
        Required = true,
    };

    /// <summary>Makes the command.</summary>
    public SellerMergeCommand()
        : base("merge", "Says that a seller and another are one person: this entry ends, the other goes on.")
    {
        Add(into);
        Add(Reason);
    }

    /// <inheritdoc/>
    protected override Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, GenealogyDesk desk, SellerRequest request, CancellationToken cancellation) =>
        DoAsync(terminal, desk, request, new GenealogyCommand.Merge(request.Id, request.By, request.Effective, request.Seller,
            arguments.GetRequiredValue(into), arguments.GetRequiredValue(Reason)), cancellation);
}

/// <summary><c>seller terminate</c> and <c>seller reinstate</c>: a seller leaves, or comes back.</summary>
internal sealed class SellerStandingCommand : SellerCommand
{
    private readonly bool comesBack;

    /// <summary>Makes one of the two commands.</summary>
    public SellerStandingCommand(bool comesBack)
        : base(comesBack ? "reinstate" : "terminate", comesBack ? "Says that a seller has come back." : "Says that a seller has left; they keep their place.")
    {
        this.comesBack = comesBack;
        Add(Reason);
    }

    /// <inheritdoc/>
    protected override Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, GenealogyDesk desk, SellerRequest request, CancellationToken cancellation)
    {
        var reason = arguments.GetRequiredValue(Reason);
        return DoAsync(terminal, desk, request, comesBack
            ? new GenealogyCommand.Reinstate(request.Id, request.By, request.Effective, request.Seller, reason)
            : new GenealogyCommand.Terminate(request.Id, request.By, request.Effective, request.Seller, reason), cancellation);
    }
}

/// <summary><c>seller undo</c>: takes a change back.</summary>
internal sealed class SellerUndoCommand : SellerCommand
{
    private readonly Option<long> sequence = new("--sequence")
    {
        Description = "The ledger's sequence that the change was answered with.",
        HelpName = "N",
        Required = true,
    };

    /// <summary>Makes the command.</summary>
    public SellerUndoCommand()
        : base("undo", "Takes a move, a placement, a termination or a merger of a seller back, as if it had never been.")
    {
        Add(sequence);
        Add(Reason);
    }

    /// <inheritdoc/>
    protected override Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, GenealogyDesk desk, SellerRequest request, CancellationToken cancellation) =>
        DoAsync(terminal, desk, request, new GenealogyCommand.Undo(
            request.Id, request.By, request.Effective, arguments.GetValue(sequence), arguments.GetRequiredValue(Reason)), cancellation);
}
