using Compensation.Ledger.Store;
using NodaTime;

namespace Compensation.Grains.Genealogy;

/// <summary>One decision about the genealogy at work.</summary>
internal sealed partial class GenealogyStep(ProgrammeGenealogy genealogy, GenealogyCommand command, GenealogyContext context)
{
    private const int Nobody = TreeHistory.Nobody;

    private readonly long effective = command.Effective.ToUnixTimeMilliseconds();

    /// <summary>Refuses ids that are none and reasons that are missing.</summary>
    public Refusal? OfWords()
    {
        var refusal = OutsideIds.Refuse("request", command.Request) ?? OutsideIds.Refuse("by", command.By)
            ?? (command.ApprovedBy is { } approver ? OutsideIds.Refuse("approved by", approver) : null);
        return refusal ?? command switch
        {
            GenealogyCommand.Enrol enrol => OutsideIds.Refuse("seller", enrol.Seller),
            GenealogyCommand.Change change => Refusals.OfReason(change.Reason),
            GenealogyCommand.Move move => Refusals.OfReason(move.Reason),
            GenealogyCommand.Terminate terminate => Refusals.OfReason(terminate.Reason),
            GenealogyCommand.Reinstate reinstate => Refusals.OfReason(reinstate.Reason),
            GenealogyCommand.Merge merge => Refusals.OfReason(merge.Reason),
            GenealogyCommand.Undo undo => Refusals.OfReason(undo.Reason),
            _ => null,
        };
    }

    public Decision<GenealogyEvent> Decide() => command switch
    {
        GenealogyCommand.Enrol enrol => Enrol(enrol),
        GenealogyCommand.Change change => Happen(change.Seller, SellerEventKind.Changed, change.Values),
        GenealogyCommand.Terminate terminate => Happen(terminate.Seller, SellerEventKind.Terminated, terminate.Values),
        GenealogyCommand.Reinstate reinstate => Happen(reinstate.Seller, SellerEventKind.Reinstated, reinstate.Values),
        GenealogyCommand.Place place => Place(place),
        GenealogyCommand.PlaceDue => PlaceDue(),
        GenealogyCommand.Move move => Move(move),
        GenealogyCommand.Merge merge => Merge(merge),
        GenealogyCommand.Undo undo => Undo(undo),
        _ => throw new InvalidOperationException($"Unknown command {command.GetType().Name}."),
    };

    /// <summary>A change of a seller that moves nobody.</summary>
    private Decision<GenealogyEvent> Happen(string id, SellerEventKind kind, IReadOnlyList<long?>? values)
    {
        if (!TryFind("seller", id, out var seller, out var refusal))
        {
            return refusal;
        }

        var wrong = (genealogy.StandingAt(seller, command.Effective), kind) switch
        {
            (SellerStanding.Active, SellerEventKind.Reinstated) => Refuse(RefusalCode.NotTerminated, "seller", id,
                "This seller has not left at this instant.", "Leave it out, or give the instant of the return."),
            (SellerStanding.Terminated, SellerEventKind.Terminated) => Gone("seller", seller),
            (SellerStanding.Merged, _) => Gone("seller", seller),
            _ => null,
        };
        if ((wrong ?? OfInstant(seller) ?? (kind == SellerEventKind.Changed ? null : OfLater(seller)) ?? OfApproval()) is { } no)
        {
            return no;
        }

        return Accept([new GenealogyEvent.Changed(Next(seller, kind, values))]);
    }

    private SellerChange Next(int seller, SellerEventKind kind, IReadOnlyList<long?>? values = null) =>
        new(seller, genealogy.ChangesOf(seller).Count + 1, kind, command.Effective, 0) { Values = values };

    private bool TryFind(string field, string id, out int seller, out Refusal refusal)
    {
        seller = genealogy.Find(id);
        refusal = new Refusal(RefusalCode.UnknownSeller, field, id, "This seller is not known.", "Enrol the seller first, or correct the id.");
        return seller >= 0;
    }

    /// <summary>Somebody below whom others come to stand: known, there already, and active.</summary>
    private bool TryFindParent(string field, string id, Instant since, out int seller, out Refusal refusal)
    {
        if (!TryFind(field, id, out seller, out refusal))
        {
            return false;
        }

        if (genealogy.EnrolledAt(seller) > since)
        {
            refusal = Refuse(RefusalCode.BeforeEnrolment, field, id, $"'{id}' had not joined at {Refusals.Show(since)}.",
                $"Give an instant from {Refusals.Show(genealogy.EnrolledAt(seller))} on, or another seller.");
            return false;
        }

        if (genealogy.StandingAt(seller, since) != SellerStanding.Active)
        {
            refusal = Gone(field, seller);
            return false;
        }

        return true;
    }

    private bool TryFindTree(string name, out int tree, out Refusal refusal)
    {
        tree = genealogy.FindTree(name);
        refusal = Refuse(RefusalCode.UnknownTree, "tree", name, "The plan records no tree of this name.",
            $"Give one of: {string.Join(", ", genealogy.Terms.Select(terms => terms.Name))}.");
        return tree >= 0;
    }

    private Refusal? OfInstant(int seller)
    {
        var latest = context.Recorded + context.Beforehand;
        if (command.Effective > latest)
        {
            return Refuse(RefusalCode.FarFuture, "effective", Refusals.Show(command.Effective), "This instant lies too far ahead.",
                $"Give an instant up to {Refusals.Show(latest)}.");
        }

        return command.Effective >= genealogy.EnrolledAt(seller)
            ? null
            : Refuse(RefusalCode.BeforeEnrolment, "effective", Refusals.Show(command.Effective),
                $"The seller '{genealogy.IdOf(seller)}' had not joined at this instant.",
                $"Give an instant from {Refusals.Show(genealogy.EnrolledAt(seller))} on.");
    }

    /// <summary>What a seller is changes in the order of time.</summary>
    private Refusal? OfLater(int seller) =>
        genealogy.ChangesOf(seller).FirstOrDefault(change => change.Kind != SellerEventKind.Changed && change.At > command.Effective) is { } later
            ? Refuse(RefusalCode.ChangedSince, "effective", Refusals.Show(command.Effective), $"Something happens to this seller at {Refusals.Show(later.At)}.",
                "Give that instant or a later one, or undo that first.")
            : null;

    /// <summary>A second person approves what changes the pay of a closed period.</summary>
    private Refusal? OfApproval(Instant? earliest = null)
    {
        if (command.ApprovedBy is { } approver && string.Equals(approver, command.By, StringComparison.OrdinalIgnoreCase))
        {
            return Refuse(RefusalCode.SamePerson, "approved by", approver, "Who asks for a change cannot approve it.", "Let somebody else approve it.");
        }

        var touched = context.ClosedFrom(earliest ?? command.Effective);
        return touched.Count == 0 || context.LeavesClosedPay || command.ApprovedBy is not null
            ? null
            : Refuse(RefusalCode.ApprovalMissing, "effective", Refusals.Show(earliest ?? command.Effective),
                $"The change touches {touched.Count} closed period{(touched.Count == 1 ? "" : "s")}, from {touched[0].Name} on.",
                $"Let a second person approve it, so that what was paid is restated, or give an instant from {Refusals.Show(touched[^1].End)} on.");
    }

    private Refusal Gone(string field, int seller) => genealogy.StandingAt(seller, command.Effective) == SellerStanding.Merged
        ? Refuse(RefusalCode.SellerGone, field, genealogy.IdOf(seller), $"This entry was merged into '{MergedInto(seller)}'.", "Name the entry that goes on.")
        : Refuse(RefusalCode.SellerGone, field, genealogy.IdOf(seller), "This seller has left.", "Reinstate the seller first, or name another one.");

    private string MergedInto(int seller) =>
        genealogy.IdOf(genealogy.ChangesOf(seller).Last(change => change.Kind == SellerEventKind.Merged).Into!.Value);

    private static Refusal Refuse(RefusalCode code, string field, string value, string message, string remedy) => new(code, field, value, message, remedy);

    private static Decision<GenealogyEvent>.Accepted Accept(IReadOnlyList<GenealogyEvent> events) => new(events);
}
