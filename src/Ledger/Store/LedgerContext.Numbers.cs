using Compensation.Ledger.Fields;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Ledger.Store;

public sealed partial class LedgerContext
{
    /// <summary>The fields of a programme, those of sellers first, each scope by number.</summary>
    public Task<List<Field>> ReadFieldsAsync(int programme, CancellationToken cancellation = default) => Rows<FieldRow>()
        .Where(row => row.Programme == programme).OrderBy(row => row.Scope).ThenBy(row => row.Field)
        .Select(row => new Field(row.Scope, row.Field, row.Name, row.Type, row.Decimals)).ToListAsync(cancellation);

    /// <summary>The words of a programme; number 1 stands first.</summary>
    public Task<List<string>> ReadWordsAsync(int programme, CancellationToken cancellation = default) => Rows<WordRow>()
        .Where(row => row.Programme == programme).OrderBy(row => row.Word).Select(row => row.Name).ToListAsync(cancellation);

    /// <summary>The last sequence number taken in a programme.</summary>
    public Task<long> LastSequenceAsync(int programme, CancellationToken cancellation = default) =>
        Rows<ProgrammeRow>().Where(row => row.Programme == programme).Select(row => row.LastSequence).SingleAsync(cancellation);

    /// <summary>The number of a seller by id, or null.</summary>
    public Task<int?> FindSellerAsync(int programme, string id, CancellationToken cancellation = default) => Rows<SellerRow>()
        .Where(row => row.Programme == programme && row.Id == id).Select(row => (int?)row.Seller).FirstOrDefaultAsync(cancellation);

    /// <summary>The numbers of sellers by id; who is unknown is not in the answer.</summary>
    public Task<Dictionary<string, int>> FindSellersAsync(int programme, IReadOnlyCollection<string> ids, CancellationToken cancellation = default) =>
        Rows<SellerRow>().Where(row => row.Programme == programme && ids.Contains(row.Id))
            .ToDictionaryAsync(row => row.Id, row => row.Seller, cancellation);

    /// <summary>How many sellers the programme has: the next one's number.</summary>
    public async Task<int> CountSellersAsync(int programme, CancellationToken cancellation = default) =>
        1 + (await Rows<SellerRow>().Where(row => row.Programme == programme).MaxAsync(row => (int?)row.Seller, cancellation) ?? -1);

    /// <summary>The number of a customer by id, or null.</summary>
    public Task<int?> FindCustomerAsync(int programme, string id, CancellationToken cancellation = default) => Rows<CustomerRow>()
        .Where(row => row.Programme == programme && row.Id == id).Select(row => (int?)row.Customer).FirstOrDefaultAsync(cancellation);

    /// <summary>The numbers of customers by id; who is unknown is not in the answer.</summary>
    public Task<Dictionary<string, int>> FindCustomersAsync(int programme, IReadOnlyCollection<string> ids, CancellationToken cancellation = default) =>
        Rows<CustomerRow>().Where(row => row.Programme == programme && ids.Contains(row.Id))
            .ToDictionaryAsync(row => row.Id, row => row.Customer, cancellation);

    /// <summary>How many customers the programme has: the next one's number.</summary>
    public async Task<int> CountCustomersAsync(int programme, CancellationToken cancellation = default) =>
        1 + (await Rows<CustomerRow>().Where(row => row.Programme == programme).MaxAsync(row => (int?)row.Customer, cancellation) ?? -1);
}
