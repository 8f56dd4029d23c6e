using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Paging;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Ledger.Store;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Api.Admin;

/// <content>The audit log.</content>
public sealed partial class AdminApi
{
    /// <inheritdoc/>
    public override async Task<ListAuditLogResponse> ListAuditLog(ListAuditLogRequest request, ServerCallContext context)
    {
        var (programme, page) = (context.Caller().Programme, Page.Of(request.Page, request));
        var before = page.Number<long>() ?? long.MaxValue;
        await using var ledger = database.CreateContext();
        var rows = ledger.Rows<AuditRow>().Where(row => row.Programme == programme && row.Entry < before);
        rows = request.Who.Length == 0 ? rows : rows.Where(row => row.Who == request.Who);
        rows = request.What.Length == 0 ? rows : rows.Where(row => row.What == request.What);
        if (Wire.Optional(request.From, "from")?.ToUnixTimeMilliseconds() is { } from)
        {
            rows = rows.Where(row => row.At >= from);
        }

        if (Wire.Optional(request.To, "to")?.ToUnixTimeMilliseconds() is { } to)
        {
            rows = rows.Where(row => row.At < to);
        }

        var found = await rows.OrderByDescending(row => row.Entry).Take(page.Size + 1).ToListAsync(context.CancellationToken);
        return new ListAuditLogResponse
        {
            Entries = { found.Take(page.Size).Select(ToEntry) },
            NextPageToken = found.Count > page.Size ? page.Next($"{found[page.Size - 1].Entry}") : "",
        };
    }

    /// <inheritdoc/>
    public override async Task<VerifyAuditLogResponse> VerifyAuditLog(VerifyAuditLogRequest request, ServerCallContext context)
    {
        var programme = context.Caller().Programme;
        await using var ledger = database.CreateContext();
        return new VerifyAuditLogResponse
        {
            BrokenAt = await AuditLog.FindBreakAsync(ledger, programme, context.CancellationToken) ?? 0,
            Entries = await ledger.Rows<AuditRow>().LongCountAsync(row => row.Programme == programme, context.CancellationToken),
        };
    }

    private static AuditEntry ToEntry(AuditRow row) => new()
    {
        Entry = row.Entry,
        At = Wire.ToTimestamp(row.At),
        Who = row.Who,
        What = row.What,
        Why = row.Why,
        Body = row.Body,
        Sequence = row.Sequence,
        Hash = ByteString.CopyFrom(row.Hash),
    };
}
