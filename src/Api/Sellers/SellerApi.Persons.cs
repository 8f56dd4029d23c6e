using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Persons;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Ledger.Store;
using Grpc.Core;

namespace Compensation.Api.Sellers;

/// <summary>Who a seller is.</summary>
public sealed partial class SellerApi
{
    /// <inheritdoc/>
    public override async Task<Person> GetPerson(GetPersonRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        await using var ledger = database.CreateContext();
        return await PersonAsync(ledger, caller, SellerOf(caller, request.Seller), context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<Person> UpdatePerson(UpdatePersonRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var seller = SellerOf(caller, request.Seller);
        var changes = PersonChange.Of(request.Person ?? new Person(), request.UpdateMask);
        // What is kept of the request, for when it comes again, names no person: whoever is erased is gone from there too.
        await writes.RunAsync(caller, request.IdempotencyKey, request, async write =>
        {
            var number = await NumberAsync(write.Context, write.Programme, seller, default);
            var known = await persons.ReadAsync(write.Context, write.Programme, PersonKind.Seller, [number], default);
            var sequence = await write.RecordAsync("person changed", "", JsonBody.Of(("seller", seller), ("fields", string.Join(", ", changes.Fields))));
            await persons.WriteAsync(write.Transaction, PersonKind.Seller, number, changes.Apply(known.GetValueOrDefault(number)), sequence);
            return write.Receipt;
        }, context.CancellationToken);
        await using var ledger = database.CreateContext();
        return await PersonAsync(ledger, caller, seller, context.CancellationToken);
    }

    private async Task<Person> PersonAsync(LedgerContext ledger, Caller caller, string seller, CancellationToken cancellation)
    {
        var number = await NumberAsync(ledger, caller.Programme, seller, cancellation);
        var known = await persons.ReadAsync(ledger, caller.Programme, PersonKind.Seller, [number], cancellation);
        var person = known.GetValueOrDefault(number) ?? new Person();
        return caller.Is(CallerRoles.Admin) ? person : PersonChange.Masked(person);
    }
}
