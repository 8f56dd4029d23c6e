using Compensation.Grains.Genealogy;
using Compensation.Rules.Calendars;
using Compensation.Rules.Plans.Documents;
using NodaTime;
using NodaTime.Text;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Grains.Tests.Genealogy;

/// <summary>A programme whose sellers tests enrol and move shortly: the tree of enrolment, and one of positions with two legs.</summary>
/// <remarks>Days are UTC. Ida asks. Nothing is closed unless a test says so. Every accepted command takes the next sequence of the ledger.</remarks>
internal sealed class Family
{
    public const string Enrolment = "enrolment";
    public const string Placement = "placement";

    public static readonly PlanCalendar Calendar = new(new CalendarDocument(), DateTimeZone.Utc, 5);

    private int requests;

    public Family(PlacingRule rule = PlacingRule.LevelByLevel, int holdingDays = 2, int depth = 0) => Genealogy = new ProgrammeGenealogy(
    [
        new TreeTerms(Enrolment, [], null),
        new TreeTerms(Placement, ["left", "right"], new PlacingDocument { Rule = rule, HoldingDays = holdingDays, Depth = depth }),
    ]);

    public ProgrammeGenealogy Genealogy { get; }

    /// <summary>Now, by the ledger's clock.</summary>
    public Instant Now { get; set; } = At("2026-03-10");

    public List<Period> Closed { get; } = [];

    public Func<int, int, Instant, IReadOnlyList<long>> LegVolumes { get; set; } = (_, _, _) => [];

    public bool LeavesClosedPay { get; set; }

    /// <summary>The sequence of the last accepted command.</summary>
    public long Sequence { get; private set; }

    public static Instant At(string text) => text.Length == 10
        ? LocalDatePattern.Iso.Parse(text).Value.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant()
        : InstantPattern.ExtendedIso.Parse(text).Value;

    /// <summary>January and February are closed.</summary>
    public Family CloseFebruary()
    {
        Closed.AddRange([Calendar.Find("2026-01")!, Calendar.Find("2026-02")!]);
        return this;
    }

    public GenealogyCommand.Enrol Enrol(string seller, string? sponsor, string at = "2026-01-01", params ChosenPlace[] places) =>
        new(Request(), "ida", At(at), seller, sponsor, []) { Places = places };

    public GenealogyCommand.Place Place(string seller, string? parent, string? leg, string at = "2026-03-10") =>
        new(Request(), "ida", At(at), seller, new ChosenPlace(Placement, parent, leg));

    public GenealogyCommand.PlaceDue PlaceDue(string at) => new(Request(), "clock", At(at));

    public GenealogyCommand.Move Move(string seller, string? parent, string at = "2026-03-10", MoveScope scope = MoveScope.Downline) =>
        new(Request(), "ida", At(at), seller, new ChosenPlace(Enrolment, parent), scope, "wrong sponsor entered");

    public GenealogyCommand.Move Shift(string seller, string? parent, string? leg, string at = "2026-03-10", MoveScope scope = MoveScope.Downline) =>
        new(Request(), "ida", At(at), seller, new ChosenPlace(Placement, parent, leg), scope, "wrong leg");

    public GenealogyCommand.Change Change(string seller, string at = "2026-03-10") => new(Request(), "ida", At(at), seller, [1], "moved house");

    public GenealogyCommand.Terminate Terminate(string seller, string at = "2026-03-10") => new(Request(), "ida", At(at), seller, "gave notice");

    public GenealogyCommand.Reinstate Reinstate(string seller, string at = "2026-03-10") => new(Request(), "ida", At(at), seller, "came back");

    public GenealogyCommand.Merge Merge(string seller, string into, string at = "2026-03-10") => new(Request(), "ida", At(at), seller, into, "same person");

    public GenealogyCommand.Undo Undo(long sequence) => new(Request(), "ida", Now, sequence, "was right before");

    public Decision<GenealogyEvent> Decide(GenealogyCommand command) => GenealogyDecider.Decide(Genealogy, command,
        new GenealogyContext(Calendar, Closed, Now) { LegVolumes = LegVolumes, LeavesClosedPay = LeavesClosedPay });

    /// <summary>Decides and, if the command is accepted, applies its events.</summary>
    public IReadOnlyList<GenealogyEvent> Do(GenealogyCommand command)
    {
        var events = Decide(command).ShouldBeAccepted();
        GenealogyDecider.Apply(Genealogy, events, ++Sequence);
        return events;
    }

    /// <summary>Enrols sellers, written as <c>B&lt;A</c> for B below A.</summary>
    public Family Of(params string[] sellers)
    {
        foreach (var words in sellers.Select(seller => seller.Split('<')))
        {
            Do(Enrol(words[0], words.Length > 1 ? words[1] : null));
        }

        return this;
    }

    /// <summary>The parent of each seller who has one, written as <c>B&lt;A</c>, with the leg where there is one.</summary>
    public string Tree(string tree = Enrolment, string at = "2026-03-10") => Tree(tree, At(at));

    public string Tree(string tree, Instant at)
    {
        var index = Genealogy.FindTree(tree);
        return string.Join(' ', Enumerable.Range(0, Genealogy.Sellers)
            .Select(seller => (Seller: seller, Edge: Genealogy.At(index, seller, at)))
            .Where(stands => stands.Edge is { Parent: >= 0 })
            .Select(stands => $"{Genealogy.IdOf(stands.Seller)}<{Genealogy.IdOf(stands.Edge!.Value.Parent)}{Leg(stands.Edge.Value.Leg)}"));
    }

    public static string Leg(int leg) => leg switch { 0 => "/left", 1 => "/right", _ => "" };

    private string Request() => $"r{++requests}";
}
