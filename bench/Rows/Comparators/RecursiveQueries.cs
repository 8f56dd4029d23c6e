using System.Globalization;
using Compensation.Bench.Goals;
using Grpc.Core;
using Npgsql;

namespace Compensation.Bench.Comparators;

/// <summary>Genealogy as one would ask PostgreSQL for it: a recursive query for each call, prepared, over tables with the indices it needs.</summary>
internal sealed class RecursiveQueries(NpgsqlDataSource database) : Trees.TreesBase
{
    /// <summary>What is made beside the company's tables: volumes by seller.</summary>
    public const string Prepare = """
        CREATE UNLOGGED TABLE own AS SELECT s.id, coalesce(o.pv, 0) AS pv FROM sellers s
        LEFT JOIN (SELECT seller, CAST(sum(pv) AS bigint) AS pv FROM orders GROUP BY seller) o ON o.seller = s.id
        """;

    private const string Upline = """
        WITH RECURSIVE up AS (SELECT id, sponsor, 0 AS level FROM sellers WHERE id = $1
            UNION ALL SELECT s.id, s.sponsor, up.level + 1 FROM up JOIN sellers s ON s.id = up.sponsor)
        SELECT id FROM up WHERE level > 0 ORDER BY level
        """;

    private const string Downline = """
        WITH RECURSIVE down AS (SELECT id FROM sellers WHERE sponsor = $1
            UNION ALL SELECT s.id FROM down JOIN sellers s ON s.sponsor = down.id)
        SELECT id FROM down LIMIT 50
        """;

    private const string Volume = """
        WITH RECURSIVE down AS (SELECT id FROM sellers WHERE id = $1
            UNION ALL SELECT s.id FROM down JOIN sellers s ON s.sponsor = down.id)
        SELECT CAST(sum(own.pv) AS bigint) FROM down JOIN own ON own.id = down.id
        """;

    /// <inheritdoc/>
    public override async Task<Answer> Ask(Question request, ServerCallContext context)
    {
        var query = request.Kind switch
        {
            Question.Types.Kind.Upline => Upline,
            Question.Types.Kind.Downline => Downline,
            _ => Volume,
        };
        await using var connection = await database.OpenConnectionAsync(context.CancellationToken);
        await using var command = new NpgsqlCommand(query, connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = int.Parse(request.Seller, CultureInfo.InvariantCulture) });
        await using var rows = await command.ExecuteReaderAsync(context.CancellationToken);
        var answer = new Answer();
        while (await rows.ReadAsync(context.CancellationToken))
        {
            if (query == Volume)
            {
                answer.Volume = rows.GetInt64(0);
            }
            else
            {
                answer.Sellers.Add(rows.GetInt32(0).ToString(CultureInfo.InvariantCulture));
            }
        }

        return answer;
    }
}
