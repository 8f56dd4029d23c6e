using System.Text.Json;
using Compensation.Ledger.Genealogy;
using Compensation.Ledger.Store;

namespace Compensation.Grains.Genealogy;

/// <summary>One change of the genealogy as an entry of the ledger: its rows, its receipt, and what the audit log says of it.</summary>
internal sealed class GenealogyEntry(LedgerTransaction transaction, GenealogyCommand command, long sequence, IReadOnlyList<TreeTerms> terms)
{
    /// <summary>The entry's place in the programme's order; all its rows share it.</summary>
    public long Sequence => sequence;

    /// <summary>What was done, in a word or two.</summary>
    public string What => command switch
    {
        GenealogyCommand.Enrol => "seller enrolled",
        GenealogyCommand.Change => "seller changed",
        GenealogyCommand.Place or GenealogyCommand.PlaceDue => "seller placed",
        GenealogyCommand.Move => "seller moved",
        GenealogyCommand.Terminate => "seller terminated",
        GenealogyCommand.Reinstate => "seller reinstated",
        GenealogyCommand.Merge => "seller merged",
        GenealogyCommand.Undo => "change undone",
        _ => throw new InvalidOperationException($"Unknown command {command.GetType().Name}."),
    };

    /// <summary>Why; empty where nobody has to say.</summary>
    public string Why => command switch
    {
        GenealogyCommand.Change change => change.Reason,
        GenealogyCommand.Move move => move.Reason,
        GenealogyCommand.Terminate terminate => terminate.Reason,
        GenealogyCommand.Reinstate reinstate => reinstate.Reason,
        GenealogyCommand.Merge merge => merge.Reason,
        GenealogyCommand.Undo undo => undo.Reason,
        _ => "",
    };

    /// <summary>The rows.</summary>
    public async Task<GenealogyRows> RowsAsync(IReadOnlyList<GenealogyEvent> events)
    {
        var edges = new List<EdgeRow>();
        foreach (var stands in events.OfType<GenealogyEvent.Stands>())
        {
            edges.Add(await RowAsync(stands.Edge));
        }

        return new GenealogyRows(
            [.. events.OfType<GenealogyEvent.Enrolled>().Select(Row)],
            [.. events.OfType<GenealogyEvent.Changed>().Select(changed => Row(changed.Change))],
            edges);
    }

    /// <summary>The answer.</summary>
    public GenealogyReceipt ReceiptOf(IReadOnlyList<GenealogyEvent> events, ProgrammeGenealogy genealogy)
    {
        var newcomers = events.OfType<GenealogyEvent.Enrolled>().ToDictionary(enrolled => enrolled.Seller, enrolled => enrolled.Id);
        return new GenealogyReceipt(sequence, [.. events.OfType<GenealogyEvent.Stands>().Select(stands => stands.Edge).Select(edge => new SellerPlace(
            IdOf(edge.Seller), terms[edge.Tree].Name, edge.Parent < 0 ? null : IdOf(edge.Parent), edge.Leg < 0 ? null : terms[edge.Tree].Legs[edge.Leg],
            edge.Effective))]);

        string IdOf(int seller) => newcomers.TryGetValue(seller, out var id) ? id : genealogy.IdOf(seller);
    }

    /// <summary>Tells other systems of it: whom it is about and from when it applies, no more.</summary>
    public void Tell(GenealogyReceipt receipt)
    {
        var body = new Dictionary<string, object?>
        {
            ["sellers"] = Seller is { } seller ? [seller] : receipt.Places.Select(place => place.Seller).Distinct().ToArray(),
            ["effective"] = Refusals.Show(command.Effective),
        };
        if (command is GenealogyCommand.Merge merge)
        {
            body["into"] = merge.Into;
        }

        if (command is GenealogyCommand.Undo undo)
        {
            body["undone"] = undo.Sequence;
        }

        Outbox.Add(transaction, sequence, What.Replace(' ', '.'), JsonSerializer.Serialize(body));
    }

    /// <summary>The seller whom the change is about; null where it is about an earlier change, or about all who wait for a place.</summary>
    private string? Seller => command switch
    {
        GenealogyCommand.Enrol enrol => enrol.Seller,
        GenealogyCommand.Change change => change.Seller,
        GenealogyCommand.Place place => place.Seller,
        GenealogyCommand.Move move => move.Seller,
        GenealogyCommand.Terminate terminate => terminate.Seller,
        GenealogyCommand.Reinstate reinstate => reinstate.Seller,
        GenealogyCommand.Merge merge => merge.Seller,
        _ => null,
    };

    /// <summary>The details for the audit log, as JSON.</summary>
    public string Body(GenealogyReceipt receipt) => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["command"] = command.GetType().Name,
        ["request"] = command.Request,
        ["about"] = command switch
        {
            GenealogyCommand.Merge merge => $"{merge.Seller} into {merge.Into}",
            GenealogyCommand.Undo undo => undo.Sequence,
            _ => Seller,
        },
        ["effective"] = Refusals.Show(command.Effective),
        ["approved by"] = command.ApprovedBy,
        ["places"] = receipt.Places,
    });

    private SellerRow Row(GenealogyEvent.Enrolled enrolled) => new()
    {
        Programme = transaction.Programme,
        Seller = enrolled.Seller,
        Id = enrolled.Id,
        Enrolled = enrolled.At.ToUnixTimeMilliseconds(),
        Recorded = transaction.Recorded,
        Sequence = sequence,
        Values = [.. enrolled.Values],
    };

    private SellerEventRow Row(SellerChange change) => new()
    {
        Programme = transaction.Programme,
        Seller = change.Seller,
        Event = change.Number,
        Kind = change.Kind,
        At = change.At.ToUnixTimeMilliseconds(),
        Recorded = transaction.Recorded,
        Sequence = sequence,
        Values = change.Values is { } values ? [.. values] : null,
        OtherSeller = change.Into,
        Who = command.By,
        Reason = Why,
    };

    private async Task<EdgeRow> RowAsync(TreeEdge edge) => new()
    {
        Programme = transaction.Programme,
        Tree = await transaction.WordAsync(terms[edge.Tree].Name),
        Seller = edge.Seller,
        Change = edge.Change,
        Parent = edge.Parent < 0 ? null : edge.Parent,
        Leg = edge.Leg < 0 ? null : await transaction.WordAsync(terms[edge.Tree].Legs[edge.Leg]),
        Effective = edge.Effective,
        Recorded = transaction.Recorded,
        Sequence = sequence,
        Who = command.By,
        ApprovedBy = command.ApprovedBy,
        Reason = Why.Length == 0 ? null : Why,
    };
}
