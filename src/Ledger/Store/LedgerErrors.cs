using System.Data.Common;
using System.Text.RegularExpressions;
using Compensation.Ledger.Store.Schema;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Compensation.Ledger.Store;

/// <summary>Reads the databases' errors: which are refusals that the caller can answer, and of what.</summary>
public static partial class LedgerErrors
{
    private const int SqliteConstraint = 19;
    private const int SqlitePrimaryKey = 1555;
    private const int SqliteUnique = 2067;

    private static readonly Dictionary<string, LedgerRule> Rules = Enum.GetValues<LedgerRule>().ToDictionary(LedgerDialect.Word);

    /// <summary>What the database refused, or null for any other failure.</summary>
    /// <param name="error">What a query, a save, a bulk write or a commit has thrown.</param>
    public static LedgerRefusal? RefusalOf(Exception? error) => error switch
    {
        null => null,
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } postgres =>
            new LedgerConflict(postgres.TableName ?? "", postgres.ConstraintName ?? ""),
        PostgresException { SqlState: PostgreSqlDialect.RefusedState } postgres => OfTrigger(postgres.MessageText),
        SqliteException { SqliteErrorCode: SqliteConstraint } sqlite => OfSqlite(sqlite),
#if CLUSTER
        Microsoft.Data.SqlClient.SqlException { Number: SqlServer.SqlServerDialect.RefusedNumber } server => OfTrigger(server.Message),
        Microsoft.Data.SqlClient.SqlException server => SqlServer.SqlServerErrors.ConflictOf(server),
#endif
        _ => RefusalOf(error.InnerException),
    };

    /// <summary>What a database says is wrong, in its own words; null for a failure that is not a database's.</summary>
    /// <param name="error">What was thrown.</param>
    public static string? MessageOf(Exception? error) => error switch
    {
        null => null,
        DbException { InnerException: System.Net.Sockets.SocketException socket } database => $"{database.Message} ({socket.Message})",
        DbException database => database.Message,
        _ => MessageOf(error.InnerException),
    };

    private static LedgerRefusal? OfSqlite(SqliteException error) => error.SqliteExtendedErrorCode switch
    {
        SqlitePrimaryKey or SqliteUnique => OfKey(error.Message, error.SqliteExtendedErrorCode == SqlitePrimaryKey),
        _ => OfTrigger(error.Message),
    };

    private static LedgerConflict? OfKey(string message, bool primary)
    {
        var columns = SqliteColumn().Matches(message);
        if (columns.Count == 0)
        {
            return null;
        }

        var table = columns[0].Groups["table"].Value;
        return new LedgerConflict(table, primary
            ? LedgerNames.Key(table)
            : LedgerNames.Index(table, [.. columns.Select(column => column.Groups["column"].Value)], unique: true));
    }

    private static LedgerRefusal? OfTrigger(string message)
    {
        var parts = Refusal().Match(message);
        return parts.Success && Rules.TryGetValue(parts.Groups["rule"].Value, out var rule)
            ? new LedgerRefusal(rule, parts.Groups["table"].Value, parts.Groups["says"].Value)
            : null;
    }

    [GeneratedRegex(@"(?<table>[a-z_]+)\.(?<column>[a-z_]+)")]
    private static partial Regex SqliteColumn();

    [GeneratedRegex(@"\[(?<rule>[a-z-]+)\] (?<table>[a-z_]+): (?<says>[^']*)")]
    private static partial Regex Refusal();
}
