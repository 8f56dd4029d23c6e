using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Compensation.Testing;

/// <summary>What an assembly shows to code outside of it, as lines of text by type: enough to tell whether that code compiles.</summary>
/// <remarks>Read from the file's metadata, so that nothing of the assembly has to load.</remarks>
internal sealed class PublicApi
{
    private static readonly string[] OfEveryObject = ["Equals", "GetHashCode", "ToString"];

    private readonly MetadataReader metadata;

    private PublicApi(MetadataReader metadata) => this.metadata = metadata;

    /// <summary>The public types of an assembly with their members.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Of(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        var api = new PublicApi(image.GetMetadataReader());
        return api.metadata.TypeDefinitions.Select(api.metadata.GetTypeDefinition)
            .Where(type => (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public)
            .ToDictionary(api.Name, type => (IReadOnlySet<string>)api.Lines(type).ToHashSet());
    }

    private string Name(TypeDefinition type) => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";

    private IEnumerable<string> Lines(TypeDefinition type)
    {
        var isEnum = Base(type) == "System.Enum";
        yield return Kind(type);
        foreach (var constraint in Constraints(type.GetGenericParameters()))
        {
            yield return $"where {constraint}";
        }

        foreach (var implemented in type.GetInterfaceImplementations().Select(metadata.GetInterfaceImplementation))
        {
            yield return $": {Text(implemented.Interface)}";
        }

        if (Base(type) is not ("" or "System.Object" or "System.Attribute"))
        {
            yield return $": {Base(type)}";
        }

        foreach (var usage in type.GetCustomAttributes().Select(metadata.GetCustomAttribute).Where(IsAttributeUsage))
        {
            yield return $"[AttributeUsage({Convert.ToHexString(metadata.GetBlobBytes(usage.Value))})]";
        }

        foreach (var field in type.GetFields().Select(metadata.GetFieldDefinition).Where(field => IsVisible((MethodAttributes)field.Attributes)))
        {
            if (!isEnum || field.Attributes.HasFlag(FieldAttributes.Literal))
            {
                yield return $"{field.DecodeSignature(TypeText.Of, null)} {metadata.GetString(field.Name)}{Value(field.GetDefaultValue())}";
            }
        }

        foreach (var method in type.GetMethods().Select(metadata.GetMethodDefinition).Where(method => IsVisible(method.Attributes)))
        {
            if (!OfEveryObject.Contains(metadata.GetString(method.Name)) || method.GetParameters().Count > 1)
            {
                yield return Line(method, type);
            }
        }
    }

    private string Kind(TypeDefinition type) => type.Attributes switch
    {
        var flags when flags.HasFlag(TypeAttributes.Interface) => "interface",
        _ when Base(type) == "System.Enum" => "enum",
        _ when Base(type) == "System.ValueType" => "struct",
        var flags => $"{(flags.HasFlag(TypeAttributes.Abstract) ? "abstract " : "")}{(flags.HasFlag(TypeAttributes.Sealed) ? "sealed " : "")}class",
    };

    private string Line(MethodDefinition method, TypeDefinition type)
    {
        var signature = method.DecodeSignature(TypeText.Of, null);
        var parameters = method.GetParameters().Select(metadata.GetParameter).Where(parameter => parameter.SequenceNumber > 0)
            .Select(parameter => $"{signature.ParameterTypes[parameter.SequenceNumber - 1]} {metadata.GetString(parameter.Name)}"
                + Value(parameter.GetDefaultValue()));
        var access = (method.Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public ? "" : "protected ";
        var isOverridable = method.Attributes.HasFlag(MethodAttributes.Virtual) && !method.Attributes.HasFlag(MethodAttributes.Final)
            && !type.Attributes.HasFlag(TypeAttributes.Sealed);
        return access + (method.Attributes.HasFlag(MethodAttributes.Static) ? "static " : "") + (isOverridable ? "virtual " : "")
            + $"{signature.ReturnType} {metadata.GetString(method.Name)}`{signature.GenericParameterCount}({string.Join(", ", parameters)})"
            + string.Concat(Constraints(method.GetGenericParameters()).Select(constraint => $" where {constraint}"));
    }

    private IEnumerable<string> Constraints(GenericParameterHandleCollection parameters) =>
        from parameter in parameters.Select(metadata.GetGenericParameter)
        let types = parameter.GetConstraints().Select(constraint => Text(metadata.GetGenericParameterConstraint(constraint).Type))
        let special = parameter.Attributes & GenericParameterAttributes.SpecialConstraintMask
        where special != 0 || types.Any()
        select $"{parameter.Index}: {special} {string.Join(", ", types)}";

    private string Base(TypeDefinition type) => type.BaseType.IsNil ? "" : Text(type.BaseType);

    private bool IsAttributeUsage(CustomAttribute attribute) =>
        attribute.Constructor.Kind == HandleKind.MemberReference
        && Text(metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent) == "System.AttributeUsageAttribute";

    private string Value(ConstantHandle handle)
    {
        if (handle.IsNil)
        {
            return "";
        }

        var constant = metadata.GetConstant(handle);
        return $" = {metadata.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode) ?? "null"}";
    }

    private string Text(EntityHandle type) => type.Kind switch
    {
        HandleKind.TypeDefinition => TypeText.Of.GetTypeFromDefinition(metadata, (TypeDefinitionHandle)type, 0),
        HandleKind.TypeReference => TypeText.Of.GetTypeFromReference(metadata, (TypeReferenceHandle)type, 0),
        _ => TypeText.Of.GetTypeFromSpecification(metadata, null, (TypeSpecificationHandle)type, 0),
    };

    /// <summary>Fields and methods keep their visibility in the same bits.</summary>
    private static bool IsVisible(MethodAttributes attributes) =>
        (attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;

    /// <summary>Types in signatures as text, whichever assembly they come from.</summary>
    private sealed class TypeText : ISignatureTypeProvider<string, object?>
    {
        public static readonly TypeText Of = new();

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => $"{typeCode}";

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            var type = reader.GetTypeDefinition(handle);
            return Full(reader.GetString(type.Namespace), reader.GetString(type.Name));
        }

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            var type = reader.GetTypeReference(handle);
            return Full(reader.GetString(type.Namespace), reader.GetString(type.Name));
        }

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
            $"{genericType}<{string.Join(", ", typeArguments)}>";

        public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{shape.Rank}]";

        public string GetSZArrayType(string elementType) => $"{elementType}[]";

        public string GetByReferenceType(string elementType) => $"{elementType}&";

        public string GetPointerType(string elementType) => $"{elementType}*";

        public string GetPinnedType(string elementType) => elementType;

        public string GetFunctionPointerType(MethodSignature<string> signature) => "function";

        public string GetGenericMethodParameter(object? genericContext, int index) => $"!!{index}";

        public string GetGenericTypeParameter(object? genericContext, int index) => $"!{index}";

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => $"{unmodifiedType} modified by {modifier}";

        private static string Full(string space, string name) => $"{space}.{name}";
    }
}
