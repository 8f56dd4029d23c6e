using System.Text;
using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Files;
using Compensation.Api.Shared.Persons;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Ledger.Store;
using Google.Protobuf;
using Grpc.Core;

namespace Compensation.Api.Admin;

/// <content>What is kept about persons: given out, and erased.</content>
public sealed partial class AdminApi
{
    private const string Json = "application/json";

    /// <inheritdoc/>
    public override async Task ExportPerson(ExportPersonRequest request, IServerStreamWriter<FileChunk> responseStream, ServerCallContext context)
    {
        var (caller, reason, cancellation) = (context.Caller(), Wire.CheckReason(request.Reason), context.CancellationToken);
        await using var ledger = database.CreateContext();
        var (kind, number, id) = await FindPersonAsync(ledger, caller.Programme, request.Person, cancellation);
        var person = (await persons.ReadAsync(ledger, caller.Programme, kind, [number], cancellation)).GetValueOrDefault(number) ?? new Person();
        await writes.RecordAsync(caller, "person exported", reason, BodyOf(kind, id));
        await FileChunks.SendAsync(responseStream, "person.json", Json, OneAsync(JsonFormatter.Default.Format(person)), cancellation);
        var records = new PersonRecords(database, await programmes.Of(caller.Programme).TermsAsync(), caller.Programme);
        foreach (var (name, rows) in records.Of(ledger, kind, number, id))
        {
            await FileChunks.SendAsync(responseStream, $"{name}.json", Json, records.WriteAsync(rows, cancellation), cancellation);
        }
    }

    /// <inheritdoc/>
    public override Task<ErasePersonResponse> ErasePerson(ErasePersonRequest request, ServerCallContext context)
    {
        Wire.CheckReason(request.Reason);
        return writes.RunAsync(context.Caller(), request.IdempotencyKey, request, async write =>
        {
            var (kind, number, id) = await FindPersonAsync(write.Context, write.Programme, request.Person, default);
            if (kind == PersonKind.Seller)
            {
                await DepartedSeller.CheckAsync(write, number, id);
                var roles = await GrantedRoles.ListAsync(write.Context, write.Programme, null, default);
                foreach (var role in roles.Where(role => role.Taken is null && role.Given.Seller == number))
                {
                    await GrantedRoles.RevokeAsync(write, role.Given.Subject, role.Given.Role, request.Reason);
                }
            }

            await write.RecordAsync("person erased", request.Reason, BodyOf(kind, id));
            await PersonBook.EraseAsync(write.Transaction, kind, number);
            // The ids that a company gives tell nobody who somebody is once that is erased, and sealed runs are made of them.
            return new ErasePersonResponse { Receipt = write.Receipt, Pseudonym = id };
        }, context.CancellationToken);
    }

    private static async Task<(PersonKind Kind, int Number, string Id)> FindPersonAsync(
        LedgerContext ledger, int programme, PersonChoice? choice, CancellationToken cancellation) => choice?.PersonCase switch
        {
            PersonChoice.PersonOneofCase.Seller => (PersonKind.Seller, await ledger.FindSellerAsync(programme, choice.Seller, cancellation)
                ?? throw CallErrors.NotFound("seller", choice.Seller), choice.Seller),
            PersonChoice.PersonOneofCase.Customer => (PersonKind.Customer, await ledger.FindCustomerAsync(programme, choice.Customer, cancellation)
                ?? throw CallErrors.NotFound("customer", choice.Customer), choice.Customer),
            _ => throw CallErrors.Invalid("person", "", "It is missing.", "Name a seller or a customer."),
        };

    private static string BodyOf(PersonKind kind, string id) => JsonBody.Of(($"{kind}".ToLowerInvariant(), id));

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> OneAsync(string text)
    {
        yield return Encoding.UTF8.GetBytes(text);
        await Task.CompletedTask;
    }
}
