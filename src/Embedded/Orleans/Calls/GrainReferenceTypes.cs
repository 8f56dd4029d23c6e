using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Orleans.Runtime;

/// <summary>Makes, once per grain interface, the class whose objects stand for its grains.</summary>
/// <remarks>
/// For <c>Task&lt;int&gt; Add(string name, int count)</c>, the third method of its interface, the class gets
/// <code>public Task&lt;int&gt; Add(string name, int count) => Call&lt;(string, int), int&gt;(2, (name, count));</code>
/// A <c>DispatchProxy</c> would do the same with boxed arguments and reflection on every call.
/// </remarks>
internal static class GrainReferenceTypes
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Type[] ConstructorParameters = [typeof(GrainInterface), typeof(GrainId)];

    private static readonly ConcurrentDictionary<Type, (GrainMethod[] Methods, Func<GrainInterface, GrainId, GrainReference> Create)> Made = new();

    /// <summary>The methods of an interface, and what makes a reference to a grain seen through it.</summary>
    public static (GrainMethod[] Methods, Func<GrainInterface, GrainId, GrainReference> Create) For(Type type) => Made.GetOrAdd(type, Make);

    private static (GrainMethod[] Methods, Func<GrainInterface, GrainId, GrainReference> Create) Make(Type type)
    {
        var methods = type.GetInterfaces().Append(type).SelectMany(part => part.GetMethods()).Where(method => method.IsAbstract).ToArray();
        var known = Array.ConvertAll(methods, GrainMethod.Of);
        var reference = Define(type);
        DefineConstructor(reference);
        for (var i = 0; i < methods.Length; i++)
        {
            DefineMethod(reference, methods[i], i);
        }

        return (known, Constructor(reference.CreateType()));
    }

    /// <summary>An assembly per interface, so that it can name beforehand the internals that it needs: ours, and the interface's.</summary>
    private static TypeBuilder Define(Type type)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName($"GrainReference.{type.Name}"), AssemblyBuilderAccess.Run);
        var attribute = typeof(IgnoresAccessChecksToAttribute).GetConstructors()[0];
        foreach (var seen in new[] { typeof(GrainReference).Assembly, type.Assembly }.Distinct())
        {
            assembly.SetCustomAttribute(new CustomAttributeBuilder(attribute, [seen.GetName().Name]));
        }

        return assembly.DefineDynamicModule("Main")
            .DefineType($"{type.Name}Reference", TypeAttributes.Class | TypeAttributes.Sealed, typeof(GrainReference), [type]);
    }

    private static void DefineConstructor(TypeBuilder reference)
    {
        var il = reference.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, ConstructorParameters).GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Call, typeof(GrainReference).GetConstructor(Own, ConstructorParameters)!);
        il.Emit(OpCodes.Ret);
    }

    private static void DefineMethod(TypeBuilder reference, MethodInfo method, int index)
    {
        var parameters = Array.ConvertAll(method.GetParameters(), parameter => parameter.ParameterType);
        var arguments = GrainMethod.ArgumentsOf(method);
        var builder = reference.DefineMethod(
            $"{method.DeclaringType!.Name}.{method.Name}", MethodAttributes.Private | MethodAttributes.Virtual, method.ReturnType, parameters);
        var il = builder.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, index);
        for (var i = 1; i <= parameters.Length; i++)
        {
            il.Emit(OpCodes.Ldarg, i);
        }

        if (parameters.Length == 0)
        {
            il.Emit(OpCodes.Call, typeof(Nothing).GetProperty(nameof(Nothing.Value))!.GetMethod!);
        }
        else
        {
            il.Emit(OpCodes.Newobj, arguments.GetConstructor(parameters)!);
        }

        il.Emit(OpCodes.Call, Sender(method.ReturnType, arguments));
        il.Emit(OpCodes.Ret);
        reference.DefineMethodOverride(builder, method);
    }

    /// <summary>The method of <see cref="GrainReference"/> that sends calls of methods with this return type.</summary>
    private static MethodInfo Sender(Type returned, Type arguments)
    {
        var (name, types) = returned switch
        {
            _ when returned == typeof(Task) => (nameof(GrainReference.Call), new[] { arguments, typeof(Nothing) }),
            _ when returned == typeof(ValueTask) => (nameof(GrainReference.CallNothing), [arguments]),
            _ when returned.GetGenericTypeDefinition() == typeof(Task<>) => (nameof(GrainReference.Call), [arguments, Result()]),
            _ when returned.GetGenericTypeDefinition() == typeof(ValueTask<>) => (nameof(GrainReference.CallValue), [arguments, Result()]),
            _ => (nameof(GrainReference.Stream), [arguments, Result()]),
        };
        return typeof(GrainReference).GetMethod(name, Own)!.MakeGenericMethod(types);

        Type Result() => returned.GenericTypeArguments[0];
    }

    private static Func<GrainInterface, GrainId, GrainReference> Constructor(Type reference)
    {
        var parameters = Array.ConvertAll(ConstructorParameters, Expression.Parameter);
        var create = Expression.New(reference.GetConstructor(ConstructorParameters)!, parameters);
        return Expression.Lambda<Func<GrainInterface, GrainId, GrainReference>>(create, parameters).Compile();
    }
}
