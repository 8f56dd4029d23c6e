using System.Collections.Concurrent;
using Compensation.Ledger.Fields;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Ledger.Store;

/// <summary>What a name of a programme names; rows know it by a number.</summary>
internal readonly record struct NameKey(NameKind Kind, string Name, FieldType Type = default, int Decimals = 0);

/// <summary>The kinds of names.</summary>
internal enum NameKind
{
    Word,
    Storefront,
    SellerField,
    OrderField,
}

/// <summary>The committed names that were met so far. Names are kept forever, so what is here stays true.</summary>
internal sealed class NameCache
{
    private readonly ConcurrentDictionary<int, ConcurrentDictionary<NameKey, int>> programmes = new();

    public ConcurrentDictionary<NameKey, int> Of(int programme) => programmes.GetOrAdd(programme, _ => new());

    /// <summary>Whether a storefront's number was met.</summary>
    public bool HasStorefront(int programme, string storefront) => Of(programme).ContainsKey(new NameKey(NameKind.Storefront, storefront));
}

/// <summary>Finds the numbers of names in one transaction and adds names that are new; they reach the cache with the commit.</summary>
internal sealed class TransactionNames(LedgerContext context, int programme, ConcurrentDictionary<NameKey, int> committed)
{
    private readonly Dictionary<NameKey, int> added = [];
    private readonly Dictionary<NameKind, int> next = [];

    /// <summary>A name's number; a new name gets the next one of its kind.</summary>
    public async ValueTask<int> NumberAsync(NameKey key, CancellationToken cancellation)
    {
        if (committed.TryGetValue(key, out var number) || added.TryGetValue(key, out number))
        {
            return number;
        }

        if (!next.ContainsKey(key.Kind))
        {
            await LoadAsync(key.Kind, cancellation);
            return await NumberAsync(key, cancellation);
        }

        number = next[key.Kind]++;
        context.Add(Row(key, number));
        await context.SaveChangesAsync(cancellation);
        added[key] = number;
        return number;
    }

    /// <summary>The transaction was committed.</summary>
    public void Committed()
    {
        foreach (var (key, number) in added)
        {
            committed[key] = number;
        }
    }

    /// <summary>Reads all names of a kind: they are few, and the transaction holds the head, so nobody adds another.</summary>
    private async Task LoadAsync(NameKind kind, CancellationToken cancellation)
    {
        var names = await Names(kind).ToListAsync(cancellation);
        foreach (var (key, number) in names)
        {
            committed[key] = number;
        }

        var first = kind is NameKind.SellerField or NameKind.OrderField ? 0 : 1;
        next[kind] = names.Count + first;
    }

    private IQueryable<KeyValuePair<NameKey, int>> Names(NameKind kind) => kind switch
    {
        NameKind.Word => context.Rows<WordRow>().Where(row => row.Programme == programme)
            .Select(row => new KeyValuePair<NameKey, int>(new NameKey(kind, row.Name, default, 0), row.Word)),
        NameKind.Storefront => context.Rows<StorefrontRow>().Where(row => row.Programme == programme)
            .Select(row => new KeyValuePair<NameKey, int>(new NameKey(kind, row.Name, default, 0), row.Storefront)),
        _ => context.Rows<FieldRow>().Where(row => row.Programme == programme && row.Scope == Scope(kind))
            .Select(row => new KeyValuePair<NameKey, int>(new NameKey(kind, row.Name, row.Type, row.Decimals), row.Field)),
    };

    private object Row(NameKey key, int number) => key.Kind switch
    {
        NameKind.Word => new WordRow { Programme = programme, Word = number, Name = key.Name },
        NameKind.Storefront => new StorefrontRow { Programme = programme, Storefront = number, Name = key.Name },
        _ => new FieldRow
        {
            Programme = programme,
            Scope = Scope(key.Kind),
            Field = number,
            Name = key.Name,
            Type = key.Type,
            Decimals = key.Decimals,
        },
    };

    private static FieldScope Scope(NameKind kind) => kind == NameKind.SellerField ? FieldScope.Seller : FieldScope.Order;
}
