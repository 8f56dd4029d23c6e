using NodaTime;
using Orleans;

namespace Compensation.Grains.Genealogy;

/// <summary>Represents what somebody asks for about the sellers of a programme and their trees.</summary>
/// <param name="Request">The client's id of this request; the same again gives the first answer again.</param>
/// <param name="By">Who asks.</param>
/// <param name="Effective">From when it counts; finer than a millisecond is cut off.</param>
public abstract record GenealogyCommand(string Request, string By, Instant Effective)
{
    /// <summary>The second person who has approved it; null where nobody has. Needed where the pay of a closed period changes.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>The SHA-256 of everything but the request id: two commands of the same content have the same.</summary>
    public string ContentHash()
    {
        var bytes = new CanonicalBytes(GetType().Name).Text(By).Moment(Effective).Text(ApprovedBy);
        Write(bytes);
        return bytes.Hash();
    }

    private protected abstract void Write(CanonicalBytes bytes);

    private static string Show(IReadOnlyList<long?>? values) => values is null ? "-" : string.Join('|', values).TrimEnd('|');

    /// <summary>Enrols a seller. <see cref="Effective"/> is when they joined.</summary>
    /// <param name="Request">The request's id.</param>
    /// <param name="By">Who asks.</param>
    /// <param name="Effective">When the seller joined.</param>
    /// <param name="Seller">The new seller's id.</param>
    /// <param name="Sponsor">Who brought them; null for a seller at the top.</param>
    /// <param name="Values">Their attributes by field number.</param>
    public sealed record Enrol(string Request, string By, Instant Effective, string Seller, string? Sponsor, IReadOnlyList<long?> Values)
        : GenealogyCommand(Request, By, Effective)
    {
        /// <summary>Places that the sponsor has chosen in other trees than that of enrolment; in the others the plan's rule finds one.</summary>
        public IReadOnlyList<ChosenPlace> Places { get; init; } = [];

        private protected override void Write(CanonicalBytes bytes)
        {
            bytes.Text(Seller).Text(Sponsor).Text(Show(Values)).Number(Places.Count);
            foreach (var place in Places)
            {
                bytes.Text(place.Tree).Text(place.Parent).Text(place.Leg);
            }
        }
    }

    /// <summary>Changes a seller's attributes.</summary>
    /// <param name="Request">The request's id.</param>
    /// <param name="By">Who asks.</param>
    /// <param name="Effective">From when they hold.</param>
    /// <param name="Seller">The seller's id.</param>
    /// <param name="Values">The attributes that change, by field number; where there is none the attribute stays as it is.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Change(string Request, string By, Instant Effective, string Seller, IReadOnlyList<long?> Values, string Reason)
        : GenealogyCommand(Request, By, Effective)
    {
        private protected override void Write(CanonicalBytes bytes) => bytes.Text(Seller).Text(Show(Values)).Text(Reason);
    }

    /// <summary>Gives a seller who waits in the holding tank a place.</summary>
    /// <param name="Request">The request's id.</param>
    /// <param name="By">Who asks.</param>
    /// <param name="Effective">From when the seller stands there.</param>
    /// <param name="Seller">The seller's id.</param>
    /// <param name="To">Where; without a parent the plan's rule finds a place.</param>
    public sealed record Place(string Request, string By, Instant Effective, string Seller, ChosenPlace To)
        : GenealogyCommand(Request, By, Effective)
    {
        private protected override void Write(CanonicalBytes bytes) => bytes.Text(Seller).Text(To.Tree).Text(To.Parent).Text(To.Leg);
    }

    /// <summary>Places everybody whose days in a holding tank are over by <see cref="Effective"/>, by the plan's rules.</summary>
    /// <param name="Request">The request's id.</param>
    /// <param name="By">Who asks.</param>
    /// <param name="Effective">Now. Each place counts from the day on which the waiting was over, where that is in no closed period.</param>
    public sealed record PlaceDue(string Request, string By, Instant Effective) : GenealogyCommand(Request, By, Effective)
    {
        private protected override void Write(CanonicalBytes bytes)
        {
        }
    }

    /// <summary>Moves a seller to another place.</summary>
    /// <param name="Request">The request's id.</param>
    /// <param name="By">Who asks.</param>
    /// <param name="Effective">From when the seller stands there.</param>
    /// <param name="Seller">The seller's id.</param>
    /// <param name="To">Where; without a parent the seller comes to stand below nobody.</param>
    /// <param name="Scope">Who goes along.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Move(string Request, string By, Instant Effective, string Seller, ChosenPlace To, MoveScope Scope, string Reason)
        : GenealogyCommand(Request, By, Effective)
    {
        private protected override void Write(CanonicalBytes bytes) =>
            bytes.Text(Seller).Text(To.Tree).Text(To.Parent).Text(To.Leg).Number((int)Scope).Text(Reason);
    }

    /// <summary>Says that a seller has left.</summary>
    /// <param name="Request">The request's id.</param>
    /// <param name="By">Who asks.</param>
    /// <param name="Effective">From when.</param>
    /// <param name="Seller">The seller's id.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Terminate(string Request, string By, Instant Effective, string Seller, string Reason)
        : GenealogyCommand(Request, By, Effective)
    {
        /// <summary>All attributes afterwards by field number, where leaving changes any.</summary>
        public IReadOnlyList<long?>? Values { get; init; }

        private protected override void Write(CanonicalBytes bytes) => bytes.Text(Seller).Text(Reason).Text(Show(Values));
    }

    /// <summary>Says that a seller has come back.</summary>
    /// <param name="Request">The request's id.</param>
    /// <param name="By">Who asks.</param>
    /// <param name="Effective">From when.</param>
    /// <param name="Seller">The seller's id.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Reinstate(string Request, string By, Instant Effective, string Seller, string Reason)
        : GenealogyCommand(Request, By, Effective)
    {
        /// <summary>All attributes afterwards by field number, where coming back changes any.</summary>
        public IReadOnlyList<long?>? Values { get; init; }

        private protected override void Write(CanonicalBytes bytes) => bytes.Text(Seller).Text(Reason).Text(Show(Values));
    }

    /// <summary>Says that two entries are one person: one of them goes on, with the front lines of both.</summary>
    /// <remarks>In trees whose positions are limited everybody stays where they are.</remarks>
    /// <param name="Request">The request's id.</param>
    /// <param name="By">Who asks.</param>
    /// <param name="Effective">From when.</param>
    /// <param name="Seller">The entry that ends.</param>
    /// <param name="Into">The entry that goes on.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Merge(string Request, string By, Instant Effective, string Seller, string Into, string Reason)
        : GenealogyCommand(Request, By, Effective)
    {
        private protected override void Write(CanonicalBytes bytes) => bytes.Text(Seller).Text(Into).Text(Reason);
    }

    /// <summary>Takes a change of the trees, a termination or a merger back, as if it had never been: all instants look as they did before it.</summary>
    /// <param name="Request">The request's id.</param>
    /// <param name="By">Who asks.</param>
    /// <param name="Effective">Now; what is taken back decides from when it counts.</param>
    /// <param name="Sequence">The sequence of the ledger that the change was answered with.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Undo(string Request, string By, Instant Effective, long Sequence, string Reason) : GenealogyCommand(Request, By, Effective)
    {
        private protected override void Write(CanonicalBytes bytes) => bytes.Number(Sequence).Text(Reason);
    }
}

/// <summary>Represents a place in a tree as people name it.</summary>
/// <param name="Tree">The tree's name.</param>
/// <param name="Parent">The id of the seller directly above; null for nobody.</param>
/// <param name="Leg">The leg's name, in a tree with named legs.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.chosen-place")]
public sealed record ChosenPlace(string Tree, string? Parent, string? Leg = null);

/// <summary>Who goes along with a seller who moves.</summary>
[GenerateSerializer]
[Alias("compensation.move-scope")]
public enum MoveScope
{
    /// <summary>Everybody below.</summary>
    Downline,

    /// <summary>Nobody: the front line goes up to the seller's old parent.</summary>
    Alone,
}
