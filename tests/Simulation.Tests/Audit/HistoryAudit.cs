using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace Compensation.Simulation.Tests;

/// <summary>Checks that history stays: numbers leave no gap, the audit log is one chain, and no row that was seen once is ever another one.</summary>
internal sealed class HistoryAudit(int programme)
{
    private Dictionary<string, string> seen = [];
    private long upTo;
    private string sealedRuns = "";

    public async Task CheckAsync(LedgerContext context, LedgerRows ledger)
    {
        await CheckSequencesAsync(context, ledger.Head);
        CheckChain(ledger.Audit);
        (await HashesAsync(context)).ShouldBe(seen, ignoreOrder: true, $"the rows up to sequence {upTo} and of runs {sealedRuns} are what they were");
        (upTo, sealedRuns) = (ledger.Head, string.Join(", ", ledger.Seals.Keys.Order()));
        seen = await HashesAsync(context);
    }

    private async Task CheckSequencesAsync(LedgerContext context, long head)
    {
        var used = new SortedSet<long>();
        foreach (var table in context.Model.GetEntityTypes().Where(type => type.FindProperty("Sequence") is not null))
        {
            var sql = $"SELECT sequence AS \"Value\" FROM {table.GetTableName()} WHERE programme = {programme}";
            used.UnionWith(await context.Database.SqlQueryRaw<long>(sql).ToListAsync());
        }

        (used.Min, used.Max, (long)used.Count).ShouldBe((1, head, head), "sequence numbers without gaps");
    }

    /// <summary>The hash that <c>docs/internals/ledger.md</c> and the schema describe, made once more.</summary>
    private static void CheckChain(IReadOnlyList<AuditRow> entries)
    {
        byte[] previous = [];
        foreach (var (entry, number) in entries.Select((entry, index) => (entry, index + 1)))
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var value in new[] { entry.Programme, entry.Entry, entry.Sequence, entry.At })
            {
                hash.AppendData(Bytes(value));
            }

            foreach (var text in new[] { entry.Who, entry.What, entry.Why, entry.Body }.Select(Encoding.UTF8.GetBytes).Append(previous))
            {
                hash.AppendData(Bytes(text.Length));
                hash.AppendData(text);
            }

            entry.Entry.ShouldBe(number, "entries of the audit log have no gap");
            (entry.Previous ?? []).ShouldBe(previous, $"entry {number} of the audit log follows the one before");
            entry.Hash.ShouldBe(hash.GetHashAndReset(), $"entry {number} of the audit log is what it was");
            previous = entry.Hash;
        }
    }

    private static byte[] Bytes(long number)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }

    /// <summary>The hash of each table's rows up to what was seen last.</summary>
    private async Task<Dictionary<string, string>> HashesAsync(LedgerContext context)
    {
        var hashes = new Dictionary<string, string>();
        if (upTo == 0)
        {
            return hashes;
        }

        await context.Database.OpenConnectionAsync();
        foreach (var table in context.Model.GetEntityTypes())
        {
            var bound = table.FindProperty("Sequence") is not null ? $"sequence <= {upTo}" : $"run IN ({(sealedRuns.Length == 0 ? "0" : sealedRuns)})";
            if (table.FindProperty("Sequence") is null && table.FindProperty("Run") is null)
            {
                continue;
            }

            var key = table.FindPrimaryKey()!.Properties.Select(property => $"\"{property.GetColumnName()}\"");
            await using var command = context.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT * FROM {table.GetTableName()} WHERE programme = {programme} AND {bound} ORDER BY {string.Join(", ", key)}";
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                for (var column = 0; column < rows.FieldCount; column++)
                {
                    hash.AppendData(Encoding.UTF8.GetBytes(Show(rows.GetValue(column)) + "\u001f"));
                }
            }

            hashes[table.GetTableName()!] = Convert.ToHexString(hash.GetHashAndReset());
        }

        return hashes;
    }

    private static string Show(object value) => value switch
    {
        DBNull => "",
        byte[] bytes => Convert.ToHexString(bytes),
        string text => text,
        IEnumerable many => string.Join(',', many.Cast<object?>()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
