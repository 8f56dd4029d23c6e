using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Paging;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Ledger.Store;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Api.Admin;

/// <content>Programmes.</content>
public sealed partial class AdminApi
{
    private const int LongestProgramme = 100;

    /// <inheritdoc/>
    public override async Task<Programme> CreateProgramme(CreateProgrammeRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        if (caller.OwnProgramme is not null)
        {
            throw CallErrors.Denied("ONE_PROGRAMME", "The token is for one programme. Programmes are added with a token of the role admin that names none.");
        }

        var name = Wire.CheckId(request.Name, "name");
        if (name.Length > LongestProgramme)
        {
            throw CallErrors.Invalid("name", name, "The name is too long.", $"Give up to {LongestProgramme} characters.");
        }

        var programme = await database.FindProgrammeAsync(name, context.CancellationToken) ?? await AddProgrammeAsync(name);
        return await writes.RunAsync(caller with { OwnProgramme = programme }, request.IdempotencyKey, request, async write =>
        {
            // Whoever records it first has added it, whether or not an earlier attempt got as far as the row.
            if (write.Transaction.LastSequence > 0)
            {
                throw CallErrors.AlreadyExists("programme", name);
            }

            await write.RecordAsync("programme added", "", JsonBody.Of(("programme", name)));
            var row = await write.Context.Rows<ProgrammeRow>().SingleAsync(row => row.Programme == write.Programme);
            return ToProgramme(row);
        }, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<ListProgrammesResponse> ListProgrammes(ListProgrammesRequest request, ServerCallContext context)
    {
        var (own, page) = (context.Caller().OwnProgramme, Page.Of(request.Page, request));
        await using var ledger = database.CreateContext();
        var rows = await ledger.Rows<ProgrammeRow>()
            .Where(row => (own == null || row.Programme == own) && (page.After == "" || string.Compare(row.Name, page.After) > 0))
            .OrderBy(row => row.Name).Take(page.Size + 1).ToListAsync(context.CancellationToken);
        return new ListProgrammesResponse
        {
            Programmes = { rows.Take(page.Size).Select(ToProgramme) },
            NextPageToken = rows.Count > page.Size ? page.Next(rows[page.Size - 1].Name) : "",
        };
    }

    private async Task<int> AddProgrammeAsync(string name)
    {
        try
        {
            return await database.AddProgrammeAsync(name);
        }
        catch (Exception error) when (LedgerErrors.RefusalOf(error) is not null)
        {
            // Somebody else has added it just now.
            return await database.FindProgrammeAsync(name) ?? throw CallErrors.AlreadyExists("programme", name);
        }
    }

    private static Programme ToProgramme(ProgrammeRow row) => new() { Name = row.Name, Created = Wire.ToTimestamp(row.Created) };
}
